import { spawn } from "node:child_process"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { ensureInstalled, nodeProgram } from "./install.mjs"

const root = fileURLToPath(new URL("../../..", import.meta.url))

/**
 * Installs if needed, then runs one of our TypeScript programs with the project's own Node and this process's arguments, and ends
 * as it ends. Signals go to it: it cleans up, so this process waits.
 */
export const handOver = async (program) => {
  try {
    await ensureInstalled(root)
  } catch (error) {
    console.error(error.message)
    process.exit(1)
  }
  const path = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter)
  const child = spawn(nodeProgram(root), [join(root, program), ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: path, NX_DAEMON: "false" },
  })
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  child.once("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)))
}
