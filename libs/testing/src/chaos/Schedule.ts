import { crashSteps } from "@tango/messaging/CrashPoint"
import { serviceNames } from "@tango/contracts/Topology"
import { random, type Random } from "../fuzz/Random.ts"

/** One thing that goes wrong, `at` milliseconds after the load began. */
export type Fault = { readonly at: number } & (
  | { readonly kind: "kill"; readonly process: string }
  /** Killed, and started again so that it dies once more at that step. */
  | { readonly kind: "crash"; readonly process: string; readonly step: string }
  | { readonly kind: "bus"; readonly refuse: number; readonly hang: number }
  | { readonly kind: "queues"; readonly duplicate: number; readonly disorderSeconds: number }
  | { readonly kind: "provider"; readonly provider: "stytch" | "stripe" | "resend"; readonly times: number }
  | { readonly kind: "webhooks"; readonly shuffle: boolean; readonly duplicate: boolean }
)

export interface ScheduleOptions {
  readonly seconds: number
  readonly seed: number
  /** Milliseconds between two faults, on average. */
  readonly everyMilliseconds: number
  /** Whether PostgreSQL is killed as well, with all that is open in it. */
  readonly database: boolean
}

// A server passes the first three steps, the runner's functions pass all of them.
const ofServers = crashSteps.slice(0, 3)
const crashes = [
  ...crashSteps.map((step) => ({ process: "runner", step: step as string })),
  ...serviceNames.flatMap((process) => ofServers.map((step) => ({ process: process as string, step: step as string }))),
]

const one = (dice: Random, database: boolean): Timeless => {
  const lot = dice.int(100)
  if (lot < 45) {
    const victims = [...serviceNames, "runner", "runner", "emulators", ...(database ? ["postgres"] : [])]
    return { kind: "kill", process: dice.pick(victims) }
  }
  if (lot < 65) return { kind: "crash", ...dice.pick(crashes) }
  if (lot < 75) return { kind: "bus", refuse: dice.int(4) / 10, hang: dice.int(2) / 20 }
  if (lot < 85) return { kind: "queues", duplicate: dice.int(6) / 10, disorderSeconds: dice.int(4) }
  if (lot < 95)
    return { kind: "provider", provider: dice.pick(["stytch", "stripe", "resend"] as const), times: 1 + dice.int(4) }
  return { kind: "webhooks", shuffle: dice.chance(0.7), duplicate: dice.chance(0.7) }
}

type WithoutTime<T> = T extends unknown ? Omit<T, "at"> : never
type Timeless = WithoutTime<Fault>

/**
 * The faults of a run, the same for the same seed: disorder from the start, every named step once where there is time for it, and
 * chance for the rest.
 */
export const schedule = ({ database, everyMilliseconds, seconds, seed }: ScheduleOptions): ReadonlyArray<Fault> => {
  const dice = random(seed)
  const faults: Array<Fault> = [
    { at: 0, kind: "queues", duplicate: 0.3, disorderSeconds: 2 },
    { at: 0, kind: "webhooks", shuffle: true, duplicate: true },
    { at: 0, kind: "bus", refuse: 0.2, hang: 0.02 },
  ]
  const must: Array<Timeless> = [
    ...crashes.map((crash) => ({ kind: "crash" as const, ...crash })),
    ...(database ? [{ kind: "kill" as const, process: "postgres" }] : []),
  ]
  const time = seconds * 1000
  for (let at = 2_000; at < time; at += Math.round(everyMilliseconds * (0.5 + dice.int(100) / 100))) {
    const named = must.length > 0 && dice.chance(0.5) ? must.splice(dice.int(must.length), 1)[0] : undefined
    faults.push({ at, ...(named ?? one(dice, database)) })
  }
  return faults
}
