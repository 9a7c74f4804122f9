import { rmSync } from "node:fs"
import { join } from "node:path"
import { forget } from "../postgres/Account.ts"

/** Removes a stopped stack's data folder, and its database where that is kept elsewhere. */
export const forgetStack = (dataDir: string): void => {
  forget(join(dataDir, "postgres"))
  rmSync(dataDir, { recursive: true, force: true })
}
