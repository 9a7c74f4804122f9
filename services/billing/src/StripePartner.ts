import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { type BusUnavailable, EventBus } from "@tango/messaging/EventBus"
import { makeMetadata } from "@tango/messaging/Metadata"
import type { PayloadInvalid } from "@tango/messaging/Webhook"
import { parseTraceparent } from "@tango/observability/Traceparent"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { factsOf } from "./StripeEventSource.ts"

/** The bus did not take the event; Lambda tries again. */
export class NotAccepted extends Schema.TaggedError<NotAccepted>()("NotAccepted", {}) {}

/**
 * Stripe's own event source on EventBridge, in place of the webhook: the envelope's `detail` is the event. It carries no
 * signature: only Stripe can put events on its partner bus, and only that bus's rule may call this.
 */
export const handlePartnerEvent = (envelope: {
  readonly source: string
  readonly detail: unknown
}): Effect.Effect<void, PayloadInvalid | NotAccepted | BusUnavailable, EventBus> =>
  Effect.gen(function* () {
    if (!envelope.source.startsWith("aws.partner/stripe.com/"))
      return yield* Effect.logError("An event that is not of Stripe's partner bus was left alone", {
        source: envelope.source,
      })
    const { data, traceparent } = yield* factsOf(envelope.detail)
    yield* publish(data).pipe(
      Effect.withSpan(`receive ${StripeEventReceived.type}`, {
        kind: "consumer",
        parent: parseTraceparent(traceparent),
      }),
    )
  })

const publish = Effect.fnUntraced(function* (facts: (typeof StripeEventReceived)["data"]["Type"]) {
  const bus = yield* EventBus
  const data = yield* Effect.orDie(Schema.encodeEffect(StripeEventReceived.data)(facts))
  const metadata = yield* makeMetadata({ definition: StripeEventReceived, sequence: 1 })
  const [outcome] = yield* bus.publish([
    {
      source: StripeEventReceived.source,
      type: StripeEventReceived.type,
      detail: JSON.stringify({ metadata, data }),
      traceparent: metadata.traceparent,
    },
  ])
  if (outcome?._tag !== "Accepted") return yield* new NotAccepted({})
})
