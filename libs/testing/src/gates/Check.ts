import { availableParallelism } from "node:os"
import { runGate, type Gate, type Outcome } from "./Gate.ts"
import { gatesOf } from "./Gates.ts"

/** Runs all gates on a workspace, or the named ones, as many at once as there are cores, and prints what each found. */
export const check = async (root: string, names: ReadonlyArray<string> = []): Promise<ReadonlyArray<Outcome>> => {
  const queue: Array<Gate> = gatesOf(root).filter((gate) => names.length === 0 || names.includes(gate.name))
  const outcomes: Array<Outcome> = []
  const lane = async (): Promise<void> => {
    for (let gate = queue.shift(); gate; gate = queue.shift()) {
      const outcome = await runGate(gate, root)
      report(outcome)
      outcomes.push(outcome)
    }
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, lane))
  return outcomes
}

const report = ({ name, seconds, problems, files, missing, output }: Outcome): void => {
  if (problems > 0) console.log(`\n${output.trim()}\n`)
  const verdict = problems > 0 ? "FAIL" : missing ? "--  " : "ok  "
  const seen = missing ? `not run, it cannot be had here: ${missing}` : files === undefined ? "" : `${files} files`
  const told = problems > 0 ? `${problems} ${problems === 1 ? "problem" : "problems"}` : seen
  console.log(`${verdict}  ${name.padEnd(10)} ${seconds.toFixed(1).padStart(5)} s  ${told}`)
}
