import { availableParallelism } from "node:os"
import { runGate, type Gate, type Outcome } from "./Gate.ts"
import { gatesOf } from "./Gates.ts"

/** `npm run check [-- --json] [NAME...]`: all gates, or the named ones, on the workspace in the working directory. */
const wanted = process.argv.slice(2).filter((argument) => argument !== "--json")
const root = process.cwd()
const gates = gatesOf(root).filter((gate) => wanted.length === 0 || wanted.includes(gate.name))

const report = ({ name, seconds, problems, files, missing, output }: Outcome): void => {
  if (problems > 0) console.log(`\n${output.trim()}\n`)
  const verdict = problems > 0 ? "FAIL" : missing ? "--  " : "ok  "
  const seen = missing ? `not run, it cannot be had here: ${missing}` : files === undefined ? "" : `${files} files`
  const told = problems > 0 ? `${problems} ${problems === 1 ? "problem" : "problems"}` : seen
  console.log(`${verdict}  ${name.padEnd(10)} ${seconds.toFixed(1).padStart(5)} s  ${told}`)
}

const queue: Array<Gate> = [...gates]
let problems = 0
/** One of as many lanes as there are cores; most gates use more than one core for part of their time. */
const lane = async (): Promise<void> => {
  for (let gate = queue.shift(); gate; gate = queue.shift()) {
    const outcome = await runGate(gate, root)
    problems += outcome.problems
    report(outcome)
  }
}

const started = performance.now()
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, lane))
console.log(`\n${problems} problems, ${((performance.now() - started) / 1000).toFixed(1)} s`)
if (process.argv.includes("--json")) console.log(JSON.stringify({ problems }))
process.exitCode = problems > 0 || gates.length === 0 ? 1 : 0
