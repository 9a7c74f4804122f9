import { ProviderUnavailable } from "@tango/contracts/Problem"
import { providerUrl } from "@tango/tenancy/ProviderUrl"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Stripe } from "stripe"

/** Stripe did not answer, or says that it cannot now; the same call may pass later. */
export class StripeUnavailable extends Schema.TaggedError<StripeUnavailable>()("StripeUnavailable", {
  operation: Schema.String,
  reason: Schema.String,
}) {}

/** Stripe understood and refused; `code` is Stripe's, such as `resource_missing`. */
export class StripeRefused extends Schema.TaggedError<StripeRefused>()("StripeRefused", {
  operation: Schema.String,
  code: Schema.String,
  /** The parameter that it is about, if any. */
  parameter: Schema.String,
}) {
  override get message() {
    return `Stripe refused ${this.operation}: ${this.code} ${this.parameter}`
  }
}

/** The card was refused, with the issuer's word for it if there is one. */
export class StripeDeclined extends Schema.TaggedError<StripeDeclined>()("StripeDeclined", {
  operation: Schema.String,
  declineCode: Schema.NullOr(Schema.String),
}) {}

export type StripeError = StripeUnavailable | StripeRefused | StripeDeclined

/** Something that is not there is null. */
export const orNullIfMissing = <A, R>(
  effect: Effect.Effect<A, StripeError, R>,
): Effect.Effect<A | null, StripeError, R> =>
  Effect.catchTag(effect, "StripeRefused", (refused) =>
    refused.code === "resource_missing" ? Effect.succeed(null) : Effect.fail(refused),
  )

/** Without an answer it is unavailable to our callers as well; a refusal that nobody expected is a fault of ours. */
export const orUnavailable = <A, R>(
  effect: Effect.Effect<A, StripeError, R>,
): Effect.Effect<A, ProviderUnavailable, R> =>
  Effect.catchTags(effect, {
    StripeUnavailable: ({ operation, reason }) =>
      Effect.andThen(
        Effect.logWarning("Stripe does not answer", { operation, reason }),
        Effect.fail(new ProviderUnavailable({})),
      ),
    StripeRefused: (refused) => Effect.die(refused),
    StripeDeclined: (declined) => Effect.die(declined),
  })

// A consumer has ten seconds for a message, and an attempt is repeated only when the first one was quick to fail.
const attemptMilliseconds = 5000
const callTimeout = "8 seconds"

const endpoint = Effect.map(providerUrl("STRIPE_BASE_URL"), (base) => {
  if (base === undefined) return {}
  const protocol = base.protocol === "https:" ? ("https" as const) : ("http" as const)
  return { host: base.hostname, port: base.port || (protocol === "https" ? "443" : "80"), protocol }
})

const isTransient = (error: Stripe.errors.StripeError): boolean => {
  const status = error.statusCode ?? 0
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    // Also without a status: an answer that is none, such as a gateway's page.
    error instanceof Stripe.errors.StripeAPIError ||
    status === 409 ||
    status >= 500
  )
}

/** The call went wrong on our side of the SDK. */
class SdkFault extends Schema.TaggedError<SdkFault>()("SdkFault", { cause: Schema.Defect() }) {}

// Messages and payloads stay inside: they may quote what we sent.
const toFailure = (operation: string, error: unknown): StripeError | SdkFault => {
  if (!(error instanceof Stripe.errors.StripeError)) return new SdkFault({ cause: error })
  if (error instanceof Stripe.errors.StripeCardError)
    return new StripeDeclined({ operation, declineCode: error.decline_code ?? error.code ?? null })
  const reason = [error.type, error.code, error.requestId].filter(Boolean).join(" ")
  return isTransient(error)
    ? new StripeUnavailable({ operation, reason })
    : new StripeRefused({ operation, code: error.code ?? error.type, parameter: error.param ?? "" })
}

/** The official SDK behind typed errors: each call is a span, is tried three times at most, and takes eight seconds at most. */
export class StripeClient extends Context.Service<
  StripeClient,
  { call<A>(operation: string, request: (stripe: Stripe) => Promise<A>): Effect.Effect<A, StripeError> }
>()("@tango/billing/StripeClient") {
  static readonly layer = Layer.effect(
    StripeClient,
    Effect.gen(function* () {
      const secretKey = yield* Config.Redacted("STRIPE_SECRET_KEY")
      const stripe = new Stripe(Redacted.value(secretKey), {
        ...(yield* endpoint),
        maxNetworkRetries: 2,
        timeout: attemptMilliseconds,
        telemetry: false,
      })
      return StripeClient.of({
        call: (operation, request) =>
          Effect.tryPromise({ try: () => request(stripe), catch: (error) => toFailure(operation, error) }).pipe(
            Effect.catchTag("SdkFault", Effect.die),
            Effect.timeoutOrElse({
              duration: callTimeout,
              orElse: () => new StripeUnavailable({ operation, reason: "timeout" }),
            }),
            Effect.withSpan(`stripe ${operation}`, { kind: "client", attributes: { "peer.service": "stripe" } }),
          ),
      })
    }),
  )
}
