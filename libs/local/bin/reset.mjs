// Forgets the data of the local stack. Needs no installed dependencies.
import { createHash } from "node:crypto"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..")
const data = resolve(process.env.TANGO_DATA_DIR || join(root, ".local"))
const lock = join(data, "stack.json")

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}

if (existsSync(lock)) {
  const { pid } = JSON.parse(readFileSync(lock, "utf8"))
  if (isAlive(pid)) {
    console.error(`A stack runs on ${data} (pid ${pid}). Stop it first.`)
    process.exit(1)
  }
}
// As in src/postgres/Account.ts: where the cluster is kept when PostgreSQL's user cannot reach the data folder.
const cluster = join(
  "/var/tmp",
  `tango-${createHash("sha256").update(join(data, "postgres")).digest("hex").slice(0, 16)}`,
)
for (const name of ["postgres", "emulators", "logs", "endpoints.json", "stack.json", "databases.json"]) {
  rmSync(join(data, name), { recursive: true, force: true })
}
rmSync(cluster, { recursive: true, force: true })
console.log(`Forgotten: ${data}`)
