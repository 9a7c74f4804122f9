import type { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { PayloadInvalid, type Verified } from "@tango/messaging/Webhook"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { followsFromCheckout } from "./domain/StripeEvents.ts"

/** What is passed on of an event of Stripe's, whichever way it came: only what is needed to ask Stripe again. */
export type StripeEventFacts = Verified<(typeof StripeEventReceived)["data"]["Type"]>

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

/** The facts of an event that is known to be Stripe's. */
export const factsOf = Effect.fnUntraced(function* (
  trusted: unknown,
): Effect.fn.Return<StripeEventFacts, PayloadInvalid> {
  const event = yield* Effect.mapError(decode(trusted), (error) => new PayloadInvalid({ reason: String(error) }))
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
