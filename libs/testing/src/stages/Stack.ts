import { serviceRoutes } from "@tango/contracts/Topology"
import { portsAt, requireFree } from "@tango/local/Ports"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { forgetStack } from "@tango/local/stack/Forget"
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

/** A whole stack in a process group of its own. */
export interface Stack {
  /** Asks it to stop, and kills what has not stopped after 30 seconds. The exit code is 0 where it stopped cleanly. */
  stop(): Promise<number>
  /** The end of what it printed. */
  log(): string
}

/** Starts a stack on free ports with its data in `dataDir`, ready when `<dataDir>/endpoints.json` is there: 120 seconds at most. */
export const startStack = async (root: string, dataDir: string, signal: AbortSignal): Promise<Stack> => {
  signal.throwIfAborted()
  const logFile = join(dataDir, "..", "stack.log")
  const output = openSync(logFile, "a")
  const offset = String(await freeOffset())
  const child = spawn("node", [join(root, "libs/local/bin/start.mjs")], {
    cwd: root,
    stdio: ["ignore", output, output],
    // An interrupt in the terminal reaches it through `stop` only, once.
    detached: true,
    env: { ...process.env, TANGO_DATA_DIR: dataDir, TANGO_PORT_OFFSET: offset },
  })
  closeSync(output)
  const exited = once(child, "exit").then(([code]) => (typeof code === "number" ? code : 1))
  const stack: Stack = {
    log: () => readFileSync(logFile, "utf8").split("\n").slice(-80).join("\n"),
    stop: async () => {
      child.kill("SIGINT")
      const code = await Promise.race([exited, pause(30_000, undefined, { ref: false })])
      killGroup(child.pid)
      return code ?? 1
    },
  }
  const deadline = Date.now() + 120_000
  while (!existsSync(join(dataDir, "endpoints.json"))) {
    if (child.exitCode !== null || Date.now() > deadline || signal.aborted) {
      await stack.stop()
      signal.throwIfAborted()
      throw new Error(`The stack did not become ready:\n${stack.log()}`)
    }
    await Promise.race([exited, pause(100)])
  }
  return stack
}

/** A stack with its data in a folder of its own, which goes when it stops. */
export const startOwnStack = async (
  root: string,
  signal: AbortSignal,
): Promise<Stack & { readonly dataDir: string }> => {
  const folder = mkdtempSync(join(tmpdir(), "tango-stack-"))
  const dataDir = join(folder, "data")
  mkdirSync(dataDir)
  const remove = () => {
    forgetStack(dataDir)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const stack = await startStack(root, dataDir, signal)
    return { dataDir, log: stack.log, stop: () => stack.stop().finally(remove) }
  } catch (error) {
    remove()
    throw error
  }
}

/** Whatever the stack has left behind; that there is nothing is the usual case. */
const killGroup = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL")
  } catch {}
}

/** An offset from `first` on at which all ports of a stack are free. */
export const freeOffset = async (first = 1000): Promise<number> => {
  for (let offset = first; offset <= 40_000; offset += 1000) {
    const ports = [...Object.values(portsAt(offset)), ...serviceRoutes.map((route) => route.localPort + offset)]
    const free = await requireFree(ports).then(
      () => true,
      () => false,
    )
    if (free) return offset
  }
  throw new Error("No free ports for a stack")
}
