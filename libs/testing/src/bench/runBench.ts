import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, globSync, mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { basename, join, resolve } from "node:path"
import { text } from "node:stream/consumers"
import { startOwnStack } from "../stages/Stack.ts"

/**
 * `npm run bench [-- NAME…]`: each `libs/testing/bench/<name>.bench.ts`, one after the other, since they would disturb each other. The
 * last line that each prints is its figures as JSON; all of them go to bench/results.json with the machine they are from. Those that ask
 * a whole stack come last, and get one of their own where `TANGO_DATA_DIR` names none that runs.
 */
const root = join(import.meta.dirname, "../../../..")
const onStack = new Set(["billing", "entitlements"])
const asked = process.argv.slice(2).filter((word) => !word.startsWith("--"))
const names = globSync("libs/testing/bench/*.bench.ts", { cwd: root })
  .map((file) => basename(file, ".bench.ts"))
  .filter((name) => asked.length === 0 || asked.includes(name))
  .toSorted()

const results: Record<string, unknown> = {}
const measure = async (name: string, env: NodeJS.ProcessEnv): Promise<void> => {
  console.log(`\n${name}`)
  const file = `libs/testing/bench/${name}.bench.ts`
  const bench = spawn(process.execPath, ["--expose-gc", file], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] })
  const [stdout, [status]] = await Promise.all([text(bench.stdout), once(bench, "exit")])
  const last = stdout.trim().split("\n").at(-1) ?? ""
  if (status !== 0 || !last.startsWith("{")) {
    console.error(`${name} gave no figures (exit ${status})`)
    process.exitCode = 1
    return
  }
  results[name] = JSON.parse(last)
  console.log(JSON.stringify(results[name], null, 2))
}

const measureOnStack = async (stackNames: ReadonlyArray<string>): Promise<void> => {
  const running = resolve(root, process.env["TANGO_DATA_DIR"] ?? ".local")
  if (existsSync(join(running, "endpoints.json"))) {
    for (const name of stackNames) await measure(name, process.env)
    return
  }
  const stack = await startOwnStack(root, AbortSignal.timeout(120_000))
  try {
    for (const name of stackNames) await measure(name, { ...process.env, TANGO_DATA_DIR: stack.dataDir })
  } finally {
    await stack.stop()
  }
}

for (const name of names.filter((each) => !onStack.has(each))) await measure(name, process.env)
const stackNames = names.filter((name) => onStack.has(name))
if (stackNames.length > 0) await measureOnStack(stackNames)

const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version }
mkdirSync(join(root, "bench"), { recursive: true })
writeFileSync(
  join(root, "bench/results.json"),
  `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`,
)
console.log(`\nbench/results.json has the figures of ${Object.keys(results).length} benchmarks`)
if (process.argv.includes("--json")) console.log(JSON.stringify(results))
