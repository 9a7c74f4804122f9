import { PayloadInvalid, SignatureInvalid } from "@tango/messaging/Webhook"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Stripe } from "stripe"
import { factsOf, type StripeEventFacts } from "./StripeEventSource.ts"

/** The endpoint's signing secret, `STRIPE_WEBHOOK_SECRET`. */
export class StripeWebhookSecret extends Context.Service<StripeWebhookSecret, Redacted.Redacted>()(
  "@tango/billing/StripeWebhookSecret",
) {
  static readonly layer = Layer.effect(StripeWebhookSecret, Config.Redacted("STRIPE_WEBHOOK_SECRET"))
}

const toleranceSeconds = 300

// The SDK bounds the age alone: a timestamp from the future would hold a captured request good for ever.
const isFromTheFuture = (header: string): boolean =>
  [...header.matchAll(/(?:^|,)t=(\d+)/g)].some(([, t]) => Number(t) > Date.now() / 1000 + toleranceSeconds)

const construct = (secret: Redacted.Redacted, body: string, header: string) =>
  Effect.try({
    try: (): unknown => Stripe.webhooks.constructEvent(body, header, Redacted.value(secret), toleranceSeconds),
    catch: (error) =>
      error instanceof Stripe.errors.StripeSignatureVerificationError
        ? new SignatureInvalid({})
        : new PayloadInvalid({ reason: "It is no event" }),
  })

/** Checks Stripe's signature on the raw body, with both bounds of the time window, and takes from the event what to ask about. */
export const verifyStripe = Effect.fnUntraced(function* (
  body: string,
  headers: Readonly<Record<string, string | undefined>>,
): Effect.fn.Return<StripeEventFacts, SignatureInvalid | PayloadInvalid, StripeWebhookSecret> {
  const header = headers["stripe-signature"] ?? ""
  if (isFromTheFuture(header)) return yield* new SignatureInvalid({})
  const constructed = yield* construct(yield* StripeWebhookSecret, body, header)
  return yield* factsOf(constructed)
})
