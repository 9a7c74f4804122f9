import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs"
import { dirname, join, resolve } from "node:path"

/** The user that PostgreSQL runs as when we are root, since it refuses to run as root itself. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** `nobody` when we are root, otherwise undefined: PostgreSQL then runs as whoever we are. */
export const unprivilegedAccount = (): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" })) >>> 0
  return { uid: id("-u"), gid: id("-g") }
}

const othersMayEnter = (path: string): boolean => {
  const folder = dirname(path)
  if (existsSync(path) && (statSync(path).mode & 0o001) === 0) return false
  return folder === path || othersMayEnter(folder)
}

/** Where a data folder's cluster is kept when the account cannot reach the folder itself (a clone below /root, say). */
const relocatedFolder = (dataDir: string): string =>
  join("/var/tmp", `tango-${createHash("sha256").update(resolve(dataDir)).digest("hex").slice(0, 16)}`)

/** Somebody else could have made the folder first: /var/tmp is everybody's. */
const makeOurs = (folder: string): string => {
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  const stat = lstatSync(folder)
  if (!stat.isDirectory() || stat.uid !== process.getuid?.())
    throw new Error(`${folder} belongs to somebody else. Remove it and start again.`)
  return folder
}

/** Where the programs and the cluster are, both within reach of the account. */
export const reachableFolders = (dataDir: string, native: string, account: Account | undefined) => {
  if (account === undefined) return { native, cluster: join(dataDir, "cluster") }
  const reachable = (path: string, kept: string) =>
    othersMayEnter(resolve(path)) ? path : join(makeOurs(relocatedFolder(dataDir)), kept)
  const programs = reachable(native, "native")
  if (programs !== native && !existsSync(programs)) {
    cpSync(native, `${programs}.new`, { recursive: true, verbatimSymlinks: true })
    renameSync(`${programs}.new`, programs)
  }
  return { native: programs, cluster: join(reachable(dataDir, ""), "cluster") }
}

/** Makes a folder that only the account can read. */
export const makePrivate = (folder: string, account: Account | undefined): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (account !== undefined) chownSync(folder, account.uid, account.gid)
}

/** Removes a data folder with everything that was kept elsewhere for it. */
export const forget = (dataDir: string): void => {
  rmSync(relocatedFolder(dataDir), { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
}
