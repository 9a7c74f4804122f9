import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { topology } from "../Topology.ts"
import { rebuildProjections } from "./Rebuild.ts"
import { redrive } from "./Redrive.ts"
import { replay } from "./Replay.ts"
import { whereOf } from "./Where.ts"

const usage = `npm run events:replay -- --to <consumer> [--from <time>] [--until <time>]
npm run events:redrive -- <queue>
npm run projections:rebuild -- <service>
Each takes --dry-run, --json, and --env <name> for an environment in AWS instead of the local stack. Times are RFC 3339.`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    env: { type: "string" },
    to: { type: "string" },
    from: { type: "string" },
    until: { type: "string" },
    "dry-run": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
})
const [command, name] = positionals
const dryRun = values["dry-run"]

const timeOf = (text: string): Date => {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new Error(`"${text}" is not a time such as 2026-11-22T10:00:00Z`)
  return time
}

const named = (what: string, value: string | undefined): string => {
  if (value === undefined) throw new Error(`Which ${what}?\n${usage}`)
  return value
}

const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  replay: async () => {
    const done = await replay(whereOf(values.env), topology, {
      consumer: named("consumer", values.to),
      dryRun,
      ...(values.from === undefined ? {} : { from: timeOf(values.from) }),
      ...(values.until === undefined ? {} : { until: timeOf(values.until) }),
    })
    console.log(`${done.replay}: ${done.from} to ${done.until} by rule ${done.rule}, ${done.state}`)
    console.log(`The archive holds ${done.archived} events in all.`)
    return done
  },
  redrive: async () => {
    const done = await redrive(whereOf(values.env), topology, { queue: named("queue", name), dryRun })
    for (const { eventId, messageId, organizationId, reason, sentAt, type } of done.messages)
      console.log([sentAt, type ?? "no event", eventId ?? messageId, organizationId ?? "-", reason].join("  "))
    const moved = dryRun ? `${done.messages.length} would go` : `${done.moved} went`
    console.log(`${moved} from ${done.from} to ${done.to}`)
    return done
  },
  rebuild: async () => {
    const root = resolve(import.meta.dirname, "../../../..")
    const done = await rebuildProjections(whereOf(values.env), topology, {
      root,
      service: named("service", name),
      dryRun,
    })
    for (const { rows, table } of done.tables) console.log(`${table}: ${rows} rows ${dryRun ? "now" : "before"}`)
    console.log(`${dryRun ? "would be" : "are"} ${done.mode}; ${done.replay}, ${done.state}`)
    return done
  },
}

try {
  const run = commands[command ?? ""]
  if (run === undefined) throw new Error(usage)
  const result = await run()
  if (values.json) console.log(JSON.stringify(result))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
