import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const oldest = 20

/** What `npm ci` depends on: the lockfile, and the packages' own files that npm checks against it. */
const fingerprint = (root) =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex")

/** The project's own Node 24. */
export const nodeProgram = (root) =>
  join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node")

const lastLines = (file) => readFileSync(file, "utf8").trim().split("\n").slice(-8).join("\n")

/** Installs the dependencies unless they are those of the lockfile; says what it does on standard error. Throws with what to do. */
export const ensureInstalled = async (root) => {
  if (Number(process.versions.node.split(".")[0]) < oldest) {
    throw new Error(`Node ${oldest} or newer is needed; this is ${process.versions.node}.`)
  }
  const stamp = join(root, "node_modules", ".tango-install")
  const wanted = fingerprint(root)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(nodeProgram(root))) return
  const logs = join(root, ".local")
  mkdirSync(logs, { recursive: true })
  const log = join(logs, "install.log")
  const output = createWriteStream(log)
  const started = Date.now()
  const say = () =>
    process.stderr.write(
      `\rInstalling dependencies (once, about a minute) ${Math.round((Date.now() - started) / 1000)} s `,
    )
  say()
  const ticker = setInterval(say, process.stderr.isTTY ? 1_000 : 30_000)
  rmSync(stamp, { force: true })
  const code = await new Promise((resolve) => {
    const npm = spawn("npm", ["ci", "--no-audit", "--no-fund"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    })
    npm.stdout.pipe(output, { end: false })
    npm.stderr.pipe(output, { end: false })
    npm.once("error", () => resolve(127))
    npm.once("close", resolve)
  })
  clearInterval(ticker)
  await new Promise((resolve) => output.end(resolve))
  process.stderr.write("\n")
  if (code !== 0) throw new Error(`npm ci failed:\n${lastLines(log)}\nAll of it is in ${log}.`)
  writeFileSync(stamp, wanted)
}
