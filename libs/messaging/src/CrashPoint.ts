import * as Effect from "effect/Effect"

/** The steps of an event's way between which a process may die, in their order. */
export const crashSteps = [
  /** The state is written, the event is not: both in one transaction. */
  "before-outbox",
  /** The event is committed and not yet published. */
  "before-publish",
  /** The bus has it, the outbox does not know. */
  "before-mark",
  /** The effect of an event is written, not committed with its inbox key. */
  "before-inbox",
  /** All is committed, and the queue will bring the messages once more. */
  "before-answer",
] as const
export type CrashStep = (typeof crashSteps)[number]

const at = process.env["TANGO_ENV"] === "local" ? (process.env["TANGO_CRASH_AT"] ?? "") : ""

const passings = new Map<CrashStep, number>()

/** At which passing of a step `<step>[:n],…` ends the process; undefined when it does not name the step. */
const fatalPassing = (step: CrashStep): number | undefined => {
  const named = at
    .split(",")
    .map((one) => one.split(":"))
    .find(([name]) => name === step)
  return named === undefined ? undefined : Number(named[1] ?? 1)
}

/**
 * Where TANGO_CRASH_AT=<step>[:n] ends a local process as a power cut would, by SIGKILL at its n-th passing; several are parted by
 * commas. Anywhere but with TANGO_ENV=local it does nothing.
 */
export const crashPoint = (step: CrashStep): Effect.Effect<void> => (at === "" ? Effect.void : pass(step))

const pass = (step: CrashStep): Effect.Effect<void> =>
  Effect.suspend(() => {
    const passed = (passings.get(step) ?? 0) + 1
    passings.set(step, passed)
    if (passed !== fatalPassing(step)) return Effect.void
    process.kill(process.pid, "SIGKILL")
    // The signal may take a moment, in which nothing may happen.
    return Effect.never
  })
