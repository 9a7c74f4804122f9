import { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { InsecureProviderUrl, providerUrl } from "@tango/tenancy/ProviderUrl"
import { B2BClient, ClientError, StytchError } from "stytch"

/** Stytch understood and said no; `errorType` is its word, such as `unable_to_auth_magic_link`. */
export class StytchRefused extends Schema.TaggedError<StytchRefused>()("StytchRefused", {
  errorType: Schema.String,
  status: Schema.Int,
}) {}

export type StytchFailure = StytchRefused | ProviderUnavailable

// The SDK's errors carry what was sent, passwords and tokens included: only these three words leave this function.
const toFailure = (cause: unknown): StytchFailure => {
  // A lock of one person comes with 429 as well, and has nothing to do with how Stytch is.
  if (cause instanceof StytchError && cause.status_code < 500 && cause.error_type !== "too_many_requests") {
    return new StytchRefused({ errorType: cause.error_type, status: cause.status_code })
  }
  return new ProviderUnavailable({})
}

const reason = (cause: unknown): string =>
  cause instanceof StytchError
    ? `${cause.status_code} ${cause.error_type}`
    : cause instanceof ClientError
      ? cause.code
      : "no answer"

const settings = Effect.gen(function* () {
  const projectId = yield* Config.String("STYTCH_PROJECT_ID")
  const secret = yield* Config.Redacted("STYTCH_SECRET")
  const base = yield* providerUrl("STYTCH_BASE_URL")
  const credentials = { project_id: projectId, secret: Redacted.value(secret) }
  if (base === undefined) return credentials
  if (base.protocol === "https:") return { ...credentials, custom_base_url: base.href }
  // A live project's secret never goes over the wire in the clear, on no machine.
  if (projectId.startsWith("project-live-")) {
    return yield* new InsecureProviderUrl({ variable: "STYTCH_BASE_URL", environment: projectId })
  }
  // `custom_base_url` takes https only; `env` is the SDK's own way to another origin.
  return { ...credentials, env: base.href }
})

// An answer of our own within a person's patience: a try of five seconds, and two more of what only reads.
const tryFor = "5 seconds"
const again = Schedule.exponential("100 millis").pipe(Schedule.jittered)

/** How long the last failure to answer is taken for the state of things. */
const downForMilliseconds = 30_000

/** Stytch's B2B API through its official SDK, with time limits and typed errors. */
export class Stytch extends Context.Service<
  Stytch,
  {
    /** `name` is the span's; tried once, since most of Stytch's tokens are good for one use and a change may have happened. */
    call<A>(name: string, run: (client: B2BClient) => Promise<A>): Effect.Effect<A, StytchFailure>
    /** For what only reads: tried up to three times while nobody answers. */
    read<A>(name: string, run: (client: B2BClient) => Promise<A>): Effect.Effect<A, StytchFailure>
    /** Whether Stytch has answered lately; true as well when nobody has asked. */
    readonly available: Effect.Effect<boolean>
  }
>()("@tango/identity/Stytch") {
  static readonly layer = Layer.effect(
    Stytch,
    Effect.gen(function* () {
      const client = new B2BClient(yield* settings)
      let lastSilence = -Infinity
      const available = Effect.sync(() => Date.now() - lastSilence > downForMilliseconds)

      const once = <A>(name: string, run: (client: B2BClient) => Promise<A>) =>
        Effect.tryPromise({
          try: () => run(client),
          catch: (cause) => ({ reason: reason(cause), failure: toFailure(cause) }),
        }).pipe(
          Effect.timeoutOrElse({
            duration: tryFor,
            orElse: () => Effect.fail({ reason: "no answer in time", failure: new ProviderUnavailable({}) }),
          }),
          Effect.tap(() => Effect.sync(() => (lastSilence = -Infinity))),
          Effect.tapError(({ failure, reason }) =>
            Effect.andThen(
              Effect.sync(() => {
                if (failure._tag === "ProviderUnavailable") lastSilence = Date.now()
              }),
              Effect.logInfo("Stytch refused or did not answer", { call: name, reason }),
            ),
          ),
          Effect.mapError(({ failure }) => failure),
        )

      const call = <A>(name: string, run: (client: B2BClient) => Promise<A>) =>
        once(name, run).pipe(Effect.withSpan(`stytch ${name}`, { kind: "client" }))

      const read = <A>(name: string, run: (client: B2BClient) => Promise<A>) =>
        once(name, run).pipe(
          Effect.retry({ schedule: again, times: 2, while: (error) => error._tag === "ProviderUnavailable" }),
          Effect.withSpan(`stytch ${name}`, { kind: "client" }),
        )

      return Stytch.of({ call, read, available })
    }),
  )
}

/** What Stytch refuses becomes another error; what it does not answer stays what it is. */
export const refusedAs =
  <E>(error: (refusal: StytchRefused) => E) =>
  <A, R>(effect: Effect.Effect<A, StytchFailure, R>): Effect.Effect<A, E | ProviderUnavailable, R> =>
    Effect.catchTag(effect, "StytchRefused", (refusal) => Effect.fail(error(refusal)))
