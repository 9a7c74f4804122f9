import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const neededBytes = 300 * 1024 * 1024

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/** Throws one line when the disk has less than 300 MB left. */
export const requireSpace = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize >= neededBytes) return
  throw new Error(
    `The disk is full: ${Math.round((bavail * bsize) / 1024 / 1024)} MB are free and 300 MB are needed at ${folder}. Free some space and start again.`,
  )
}

/** Claims the data folder for this process; tells whether a stack before it did not end in order. */
export const lock = (dataDir: string): { leftOver: boolean; unlock(): void } => {
  const file = join(dataDir, "stack.json")
  const leftOver = existsSync(file)
  if (leftOver) {
    const { pid }: { pid: number } = JSON.parse(readFileSync(file, "utf8"))
    if (pid !== process.pid && isAlive(pid)) {
      throw new Error(
        `A stack already runs on ${dataDir} (pid ${pid}). Stop it, or give this one TANGO_DATA_DIR and TANGO_PORT_OFFSET of its own.`,
      )
    }
  }
  writeFileSync(file, JSON.stringify({ pid: process.pid }))
  return { leftOver, unlock: () => rmSync(file, { force: true }) }
}
