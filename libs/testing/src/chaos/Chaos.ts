import { audit, type Finding } from "./Audit.ts"
import { followBus } from "./BusLog.ts"
import { drain, heal } from "./Healing.ts"
import { load, type Done } from "./Load.ts"
import { read } from "./Reading.ts"
import { schedule, type ScheduleOptions } from "./Schedule.ts"
import type { Stage } from "./Stage.ts"
import { trouble, type Kills } from "./Trouble.ts"

export interface ChaosOptions extends ScheduleOptions {
  /** Stories at a time. */
  readonly sideBySide: number
  /** How long the queues may take to come to rest afterwards. */
  readonly drainSeconds: number
  readonly say: (line: string) => void
}

export interface Outcome {
  readonly seed: number
  readonly kills: number
  readonly killed: Kills
  readonly events: number
  readonly redriven: number
  readonly done: Done
  readonly findings: ReadonlyArray<Finding>
}

/** Load and trouble at once, then healing, rest and the audit. */
export const chaos = async (stage: Stage, options: ChaosOptions): Promise<Outcome> => {
  const { drainSeconds, say, seconds, seed, sideBySide } = options
  const killed: Kills = {}
  const bus = followBus(stage)
  const ended = new AbortController()
  const troubling = trouble(stage, schedule(options), killed, ended.signal)
  const loading = load(stage, seed, seconds, sideBySide)
  await troubling
  await heal(stage)
  const done = await loading
  ended.abort()
  say(`${done.stories} stories, ${done.broken.length} broken off; healing`)
  await heal(stage)
  const { left, redriven } = await drain(stage, drainSeconds)
  const evidence = await read(stage, await bus.end(), done, left)
  const kills = Object.values(killed).reduce((sum, count) => sum + count, 0)
  return { seed, kills, killed, events: evidence.outbox.length, redriven, done, findings: audit(evidence) }
}
