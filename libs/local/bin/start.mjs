// Runs on any Node from 20, before anything is installed.
import { spawn } from "node:child_process"
import { constants } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { ensureInstalled, nodeProgram } from "./install.mjs"

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..")

try {
  await ensureInstalled(root)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

const child = spawn(nodeProgram(root), [join(root, "libs", "local", "src", "main.ts"), ...process.argv.slice(2)], {
  // The channel tells the launcher when we are gone, even by kill -9.
  stdio: ["inherit", "inherit", "inherit", "ipc"],
  env: { ...process.env, NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node") },
})
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
child.once("error", (error) => {
  console.error(`Node 24 cannot be started: ${error.message}. Remove node_modules and start again.`)
  process.exit(1)
})
child.once("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
