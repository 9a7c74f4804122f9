import * as fc from "fast-check"
import { parseArgs } from "node:util"
import { converge } from "./Converge.ts"
import { someCase } from "./Deliveries.ts"

/** `--cases N` years with their events permuted, repeated and lost; exits with 1 when one ends in another state than Stripe's. */
export const runConverge = async (cases: number, seed: number) => {
  const began = performance.now()
  let deliveries = 0
  const result = await fc.check(
    fc.asyncProperty(someCase, async (one) => {
      deliveries += one.deliveries.length
      const wrong = await converge(one)
      if (wrong.length > 0) throw new Error(`Not as Stripe has it: ${wrong.join(", ")}`)
    }),
    { numRuns: cases, seed },
  )
  const seconds = (performance.now() - began) / 1000
  return { result, figures: { cases: result.numRuns, diverged: result.failed ? 1 : 0, deliveries, seconds, seed } }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { cases: { type: "string" }, seed: { type: "string" }, json: { type: "boolean" } },
  })
  const { figures, result } = await runConverge(Number(values.cases ?? 1000), Number(values.seed ?? Date.now() % 1e9))
  if (result.failed) {
    process.stderr.write(`${String(result.errorInstance)}\n${JSON.stringify(result.counterexample, null, 1)}\n`)
    process.exitCode = 1
  }
  const { cases, deliveries, diverged, seconds, seed } = figures
  process.stdout.write(
    values.json === true
      ? `${JSON.stringify(figures)}\n`
      : `${cases} cases, ${deliveries} events, ${diverged} diverged, ${seconds.toFixed(1)} s, seed ${seed}\n`,
  )
}
