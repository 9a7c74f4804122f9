import { forgetStack } from "@tango/local/stack/Forget"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { check } from "../gates/Check.ts"
import { run } from "./Child.ts"
import { findChromium } from "./Chromium.ts"
import { countsOf, none, plus, sentence, type Counts } from "./Counts.ts"
import { startStack } from "./Stack.ts"

/** `npm test [-- --json] [--only check|unit|journey]`: everything that can be tested without Docker. */
const { values } = parseArgs({ options: { json: { type: "boolean" }, only: { type: "string" } } })
const root = process.cwd()
const scratch = mkdtempSync(join(tmpdir(), "tango-run-"))
const dataDir = join(scratch, "data")
const interrupted = new AbortController()
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupted.abort())
const { signal } = interrupted

const failure: Counts = { ...none, failed: 1 }

const gates = async (): Promise<Counts> =>
  (await check(root)).reduce<Counts>((sum, { problems, missing }) => {
    const kind = problems > 0 ? "failed" : missing ? "skipped" : "passed"
    return plus(sum, { ...none, [kind]: 1 })
  }, none)

const vitest = async (name: string, args: ReadonlyArray<string>, env: Record<string, string> = {}): Promise<Counts> => {
  const report = join(scratch, `${name}.json`)
  const reporters = ["--silent=passed-only", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  return countsOf(report, await run("vitest", ["run", ...reporters, ...args], { signal, env }))
}

const journeys = async (): Promise<Counts> => {
  const chromium = await findChromium(signal)
  if (chromium === undefined) return failure
  mkdirSync(dataDir)
  const stack = await startStack(root, dataDir, signal)
  let counts = none
  try {
    const env = { TANGO_DATA_DIR: dataDir, CHROME_PATH: chromium }
    counts = await vitest("journey", ["--config", "vitest.journey.config.ts"], env)
  } finally {
    const code = await stack.stop()
    if (code !== 0) {
      console.log(`The stack did not stop cleanly: exit code ${code}`)
      counts = plus(counts, failure)
    }
    if (counts.failed > 0) console.log(`\nThe end of the stack's log:\n${stack.log()}`)
  }
  return counts
}

const stages = { check: gates, unit: () => vitest("unit", []), journey: journeys }

const main = async (): Promise<Counts> => {
  let sum = none
  const chosen = Object.entries(stages).filter(([name]) => values.only === undefined || values.only === name)
  if (chosen.length === 0) throw new Error(`No stage ${values.only}: ${Object.keys(stages).join(", ")}`)
  const times: Array<string> = []
  for (const [name, stage] of chosen) {
    console.log(`\n== ${name}`)
    const started = performance.now()
    const counts = await stage().catch((error: unknown) => {
      if (!signal.aborted) console.log(error instanceof Error ? error.message : error)
      return failure
    })
    times.push(
      `${name.padEnd(8)} ${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${sentence(counts)}`,
    )
    sum = plus(sum, counts)
    if (signal.aborted) break
  }
  console.log(`\n${times.join("\n")}`)
  return sum
}

try {
  const sum = await main()
  console.log(signal.aborted ? "\nInterrupted" : `\n${sentence(sum)}`)
  if (values.json) console.log(JSON.stringify(sum))
  process.exitCode = signal.aborted ? 130 : sum.failed > 0 ? 1 : 0
} finally {
  forgetStack(dataDir)
  rmSync(scratch, { recursive: true, force: true })
}
