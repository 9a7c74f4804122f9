import { forgetStack } from "@tango/local/stack/Forget"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { startStack } from "../stages/Stack.ts"
import { chaos } from "./Chaos.ts"
import { stageIn } from "./Stage.ts"

/** `npm run chaos [-- --seconds N] [--seed S] [--json]`: exits with 1 when a change was lost or had its effect twice. */
const { values } = parseArgs({
  options: {
    seconds: { type: "string" },
    seed: { type: "string" },
    json: { type: "boolean" },
    keep: { type: "boolean" },
  },
})
const seconds = Number(values.seconds ?? 60)
const seed = Number(values.seed ?? Date.now() % 1e9)
const scratch = mkdtempSync(join(tmpdir(), "tango-chaos-"))
const dataDir = join(scratch, "data")
mkdirSync(dataDir)
const interrupted = new AbortController()
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupted.abort())
const say = (line: string) => console.error(line)

const stack = await startStack(process.cwd(), dataDir, interrupted.signal)
interrupted.signal.addEventListener("abort", () => void stack.stop().finally(() => process.exit(130)))
try {
  say(`Seed ${seed}, ${seconds} seconds`)
  const options = { seconds, seed, everyMilliseconds: 2_500, database: true, sideBySide: 3, drainSeconds: 120, say }
  const { done, events, findings, killed, kills, redriven } = await chaos(stageIn(dataDir), options)
  for (const reason of done.broken) say(`Broken off: ${reason.slice(0, 300)}`)
  for (const { key, kind, what } of findings.slice(0, 100)) say(`${kind}: ${what}: ${key}`)
  const of = (kind: string) => findings.filter((finding) => finding.kind === kind).length
  const figures = {
    kills,
    events,
    lost: of("lost"),
    doubled: of("doubled"),
    seed,
    redriven,
    stories: done.stories,
    killed,
  }
  if (findings.length > 0) {
    process.exitCode = 1
    say(`\nThe end of the stack's log:\n${stack.log()}`)
  }
  console.log(JSON.stringify(figures, null, values.json ? 0 : 1))
} finally {
  await stack.stop()
  if (values.keep) say(`The logs are in ${dataDir}/logs`)
  else {
    forgetStack(dataDir)
    rmSync(scratch, { recursive: true, force: true })
  }
}
