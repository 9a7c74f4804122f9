import { spawnSync } from "node:child_process"
import { globSync, mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { basename, join } from "node:path"

/**
 * `npm run bench [-- NAME…]`: each `libs/testing/bench/<name>.bench.ts`, one after the other, since they would disturb each other. The
 * last line that each prints is its figures as JSON; all of them go to bench/results.json with the machine they are from.
 */
const root = join(import.meta.dirname, "../../../..")
const names = process.argv.slice(2).filter((word) => !word.startsWith("--"))
const files = globSync("libs/testing/bench/*.bench.ts", { cwd: root })
  .toSorted()
  .filter((file) => names.length === 0 || names.includes(basename(file, ".bench.ts")))

const results: Record<string, unknown> = {}
for (const file of files) {
  const name = basename(file, ".bench.ts")
  console.log(`\n${name}`)
  const { status, stdout } = spawnSync(process.execPath, ["--expose-gc", file], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 64 * 1024 * 1024,
  })
  const last = stdout.trim().split("\n").at(-1) ?? ""
  if (status !== 0 || !last.startsWith("{")) {
    console.error(`${name} gave no figures (exit ${status})`)
    process.exitCode = 1
    continue
  }
  results[name] = JSON.parse(last)
  console.log(JSON.stringify(results[name], null, 2))
}

const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version }
mkdirSync(join(root, "bench"), { recursive: true })
writeFileSync(
  join(root, "bench/results.json"),
  `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`,
)
console.log(`\nbench/results.json has the figures of ${Object.keys(results).length} benchmarks`)
if (process.argv.includes("--json")) console.log(JSON.stringify(results))
