import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/**
 * Brings `node_modules` to what the lockfile says, unless it is there already. Needs Node 20 and npm, nothing else; ends the
 * process with npm's exit code when the install fails. `root` is the workspace's folder.
 */
export const ensureInstalled = (root) => {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex")
  const marker = join(root, "node_modules/.tango-install")
  if (existsSync(marker) && readFileSync(marker, "utf8").trim() === lock) return
  console.log("Installing the dependencies (npm ci), about a minute ...")
  const started = Date.now()
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  })
  if (npm.status !== 0) process.exit(npm.status ?? 1)
  writeFileSync(marker, `${lock}\n`)
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}
