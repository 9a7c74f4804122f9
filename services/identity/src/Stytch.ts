import { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
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
  if (cause instanceof StytchError && cause.status_code < 500 && cause.status_code !== 429) {
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

/** Stytch's B2B API through its official SDK, with a time limit and typed errors. */
export class Stytch extends Context.Service<
  Stytch,
  {
    /** `name` is the span's; never retried, since most of Stytch's tokens are good for one use. */
    call<A>(name: string, run: (client: B2BClient) => Promise<A>): Effect.Effect<A, StytchFailure>
  }
>()("@tango/identity/Stytch") {
  static readonly layer = Layer.effect(
    Stytch,
    Effect.gen(function* () {
      const client = new B2BClient(yield* settings)
      const call = <A>(name: string, run: (client: B2BClient) => Promise<A>) =>
        Effect.tryPromise({
          try: () => run(client),
          catch: (cause) => ({ reason: reason(cause), failure: toFailure(cause) }),
        }).pipe(
          Effect.tapError((refusal) =>
            Effect.logInfo("Stytch refused or did not answer", { call: name, reason: refusal.reason }),
          ),
          Effect.mapError((refusal) => refusal.failure),
          Effect.timeoutOrElse({ duration: "10 seconds", orElse: () => new ProviderUnavailable({}) }),
          Effect.withSpan(`stytch ${name}`, { kind: "client" }),
        )
      return Stytch.of({ call })
    }),
  )
}

/** What Stytch refuses becomes another error; what it does not answer stays what it is. */
export const refusedAs =
  <E>(error: (refusal: StytchRefused) => E) =>
  <A, R>(effect: Effect.Effect<A, StytchFailure, R>): Effect.Effect<A, E | ProviderUnavailable, R> =>
    Effect.catchTag(effect, "StytchRefused", (refusal) => Effect.fail(error(refusal)))
