import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as SchemaIssue from "effect/SchemaIssue"
import { environmentFaults, expectedOf, type StartProblem } from "./EnvironmentFaults.ts"

// Layers say in these words what keeps a process from starting: which variable, and what is wrong with what it names.
const asProblem = Schema.decodeUnknownOption(Schema.Struct({ variable: Schema.String, problem: Schema.String }))

/** Told in one line on stdout already; thrown so that whoever started the process sees it end. */
export class CannotStart extends Error {
  override readonly name = "CannotStart"
}

type Environment = Readonly<Record<string, string | undefined>>

const pathOf = (issue: SchemaIssue.Issue): ReadonlyArray<PropertyKey> => {
  switch (issue._tag) {
    case "Pointer":
      return [...issue.path, ...pathOf(issue.issue)]
    case "Filter":
    case "Encoding":
      return pathOf(issue.issue)
    case "Composite":
      return pathOf(issue.issues[0])
    default:
      return []
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error ? ("code" in error ? error.code : codeOf(error.cause)) : undefined

const ofConfig = (error: Config.ConfigError, env: Environment): StartProblem => {
  const path = error.cause._tag === "SchemaError" ? pathOf(error.cause.issue) : []
  const variable = path.join("_") || "The configuration"
  const missing = (env[variable] ?? "") === ""
  return { variable, problem: `is ${missing ? "missing" : "malformed"}; expected ${expectedOf(variable)}` }
}

const ofError = (error: unknown, env: Environment): StartProblem | undefined => {
  if (error instanceof Config.ConfigError) return ofConfig(error, env)
  if (codeOf(error) === "EADDRINUSE") return { variable: "PORT", problem: "is taken by another process" }
  return Option.getOrUndefined(asProblem(error))
}

const line = (env: Environment, message: string, cause?: string): string =>
  JSON.stringify({
    timestamp: new Date().toISOString(),
    level: "FATAL",
    message,
    service: env["SERVICE_NAME"],
    env: env["TANGO_ENV"],
    ...(cause === undefined ? {} : { cause }),
  })

const tell = (problems: ReadonlyArray<StartProblem>, env: Environment, cause?: string): CannotStart => {
  const unique = new Set(problems.map(({ problem, variable }) => `${variable} ${problem}`))
  const message = `cannot start: ${[...unique].join(" | ") || "see the cause"}`
  process.stdout.write(`${line(env, message, cause)}\n`)
  const failure = new CannotStart(message)
  // The line says it all; frames of ours would only hide it.
  failure.stack = `CannotStart: ${message}`
  return failure
}

/** Fails a process's start with one line that names each variable at fault. A message that may hold a value is never told. */
export const tellStart = (cause: Cause.Cause<unknown>, env: Environment = process.env): CannotStart => {
  const errors = cause.reasons.flatMap((reason) =>
    Cause.isFailReason(reason) ? [reason.error] : Cause.isDieReason(reason) ? [reason.defect] : [],
  )
  const problems = errors.flatMap((error) => ofError(error, env) ?? [])
  return tell(problems, env, problems.length > 0 ? undefined : Cause.pretty(cause))
}

/**
 * Builds what a process needs: first its environment is looked at as a whole. Whatever fails is told in one line on stdout, and the
 * effect fails with it; what goes wrong after the start is not this function's.
 */
export const starting = <A, E, R>(
  start: Effect.Effect<A, E, R>,
  env: Environment = process.env,
): Effect.Effect<A, CannotStart, R> =>
  Effect.suspend((): Effect.Effect<A, CannotStart, R> => {
    const faults = environmentFaults(env)
    return faults.length > 0
      ? Effect.fail(tell(faults, env))
      : Effect.catchCause(start, (cause) =>
          Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.fail(tellStart(cause, env)),
        )
  })
