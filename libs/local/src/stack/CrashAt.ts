import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Environment } from "../Environment.ts"

const fileOf = (dataDir: string, name: string) => join(dataDir, "crash-at", name)

/** Has a process of the stack die at `<step>[:n]` after its next start, and not after the one that follows. */
export const crashAfterNextStart = (dataDir: string, name: string, at: string): void => {
  mkdirSync(join(dataDir, "crash-at"), { recursive: true })
  writeFileSync(fileOf(dataDir, name), at)
}

/** What was asked for that process, once. */
export const takeCrashAt = (dataDir: string, name: string): Environment => {
  try {
    const at = readFileSync(fileOf(dataDir, name), "utf8")
    rmSync(fileOf(dataDir, name))
    return { TANGO_CRASH_AT: at }
  } catch {
    return {}
  }
}
