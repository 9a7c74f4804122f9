import type { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { PayloadInvalid, SignatureInvalid, type Verified } from "@tango/messaging/Webhook"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Stripe } from "stripe"
import { followsFromCheckout } from "./domain/StripeEvents.ts"

/** The endpoint's signing secret, `STRIPE_WEBHOOK_SECRET`. */
export class StripeWebhookSecret extends Context.Service<StripeWebhookSecret, Redacted.Redacted>()(
  "@tango/billing/StripeWebhookSecret",
) {
  static readonly layer = Layer.effect(StripeWebhookSecret, Config.Redacted("STRIPE_WEBHOOK_SECRET"))
}

const toleranceSeconds = 300

const Reference = Schema.NullOr(Schema.Union([Schema.String, Schema.Struct({ id: Schema.String })]))
const Event = Schema.Struct({
  id: Schema.NonEmptyString,
  type: Schema.String,
  data: Schema.Struct({
    object: Schema.Struct({
      // An invoice that is only announced has none.
      id: Schema.optionalKey(Schema.String),
      object: Schema.String,
      customer: Schema.optionalKey(Reference),
      metadata: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.String))),
    }),
  }),
})
const decode = Schema.decodeUnknownEffect(Event)

const customerOf = (object: (typeof Event.Type)["data"]["object"]): string | null => {
  if (object.object === "customer") return object.id ?? null
  return typeof object.customer === "string" ? object.customer : (object.customer?.id ?? null)
}

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
): Effect.fn.Return<
  Verified<(typeof StripeEventReceived)["data"]["Type"]>,
  SignatureInvalid | PayloadInvalid,
  StripeWebhookSecret
> {
  const header = headers["stripe-signature"] ?? ""
  if (isFromTheFuture(header)) return yield* new SignatureInvalid({})
  const constructed = yield* construct(yield* StripeWebhookSecret, body, header)
  const event = yield* Effect.mapError(decode(constructed), (error) => new PayloadInvalid({ reason: String(error) }))
  const { object } = event.data
  return {
    data: {
      providerEventId: event.id,
      providerType: event.type,
      objectId: object.id ?? "",
      parentId: customerOf(object),
    },
    traceparent: followsFromCheckout(event.type) ? object.metadata?.["traceparent"] : undefined,
  }
})
