import { forgetStack } from "@tango/local/stack/Forget"
import { freeOffset } from "@tango/testing/stages/Stack"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { Copy } from "./Copy.ts"

// The copy's own stack without the web app, of two services: one that lets people in, and the one that is tried.
const program = (service: string) => `
import { Stack } from "./src/Stack.ts"
import { topology } from "./src/Topology.ts"
const of = (routes, key) => routes.filter((route) => ["identity", "${service}"].includes(route[key]))
const stack = new Stack({
  root: process.cwd(),
  dataDir: process.env.TANGO_DATA_DIR,
  portOffset: Number(process.env.TANGO_PORT_OFFSET),
  topology: {
    serviceRoutes: of(topology.serviceRoutes, "service"),
    webhookRoutes: of(topology.webhookRoutes, "service"),
    consumerRoutes: of(topology.consumerRoutes, "consumer"),
    directRoutes: of(topology.directRoutes, "service"),
    jobRoutes: of(topology.jobRoutes, "service"),
  },
  web: false,
  say: console.log,
})
// A message asks for the end; who asks may also be gone without one.
for (const end of ["message", "disconnect"]) process.once(end, () => void stack.stop().then(() => process.exit(0)))
await stack.start()
`

export interface SmallStack {
  /** Where its `endpoints.json` is. */
  readonly dataDir: string
  stop(): Promise<void>
}

/** Starts the stack of a copy of the repository with identity and one other service: ready within 90 seconds. */
export const startSmallStack = async (copy: Copy, service: string): Promise<SmallStack> => {
  const dataDir = mkdtempSync(join(tmpdir(), "tango-small-"))
  copy.write("libs/local/smallStack.mjs", program(service))
  const child = spawn("node", ["libs/local/smallStack.mjs"], {
    cwd: copy.folder,
    // Not where the stack of the journeys looks, which may be starting at this moment.
    env: { ...copy.env, TANGO_DATA_DIR: dataDir, TANGO_PORT_OFFSET: String(await freeOffset(20_000)) },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text: Buffer) => (output += text.toString()))
  const ended = once(child, "exit")
  const stop = async () => {
    if (child.connected) child.send("stop")
    await ended
    forgetStack(dataDir)
  }
  const deadline = Date.now() + 90_000
  while (!existsSync(join(dataDir, "endpoints.json"))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`The stack is not ready:\n${output}`)
    }
    await pause(50)
  }
  return { dataDir, stop }
}
