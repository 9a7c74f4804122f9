import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/** A process's command line, or "" when there is no such process. */
const commandLine = (pid: number): string => {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" })
  } catch {
    return ""
  }
}

const gone = async (pid: number, milliseconds: number): Promise<boolean> => {
  const deadline = Date.now() + milliseconds
  while (isAlive(pid) && Date.now() < deadline) await delay(20)
  return !isAlive(pid)
}

/**
 * Stops the server that a killed stack left running on this cluster. A process that merely has the number of the one that
 * wrote `postmaster.pid` is left alone, and the file, which would stop PostgreSQL from starting, is removed.
 */
export const stopOrphan = async (cluster: string): Promise<void> => {
  const file = join(cluster, "postmaster.pid")
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, "utf8").split("\n")[0])
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return
  if (!commandLine(pid).includes(`-D ${cluster} `)) {
    rmSync(file)
    return
  }
  process.kill(pid, "SIGINT")
  if (await gone(pid, 10_000)) return
  process.kill(pid, "SIGQUIT")
  if (!(await gone(pid, 5_000)))
    throw new Error(`The PostgreSQL of an earlier start (pid ${pid}) does not stop. Stop it and start again.`)
}
