import { SesEventReceived } from "@tango/contracts/events/ProviderEvents"
import { EventBus } from "@tango/messaging/EventBus"
import { makeMetadata } from "@tango/messaging/Metadata"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * What EventBridge's default bus brings of SES (`source: aws.ses`), as far as it is read: SES publishes there through the event
 * destination of a configuration set.
 */
const SesEvent = Schema.Struct({
  id: Schema.String,
  time: Schema.String,
  detail: Schema.Struct({
    eventType: Schema.String,
    mail: Schema.Struct({
      messageId: Schema.String,
      tags: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(Schema.String))),
    }),
    bounce: Schema.optionalKey(Schema.Struct({ bounceType: Schema.String, bounceSubType: Schema.String })),
    complaint: Schema.optionalKey(
      Schema.Struct({ complaintFeedbackType: Schema.optionalKey(Schema.NullOr(Schema.String)) }),
    ),
    reject: Schema.optionalKey(Schema.Struct({ reason: Schema.String })),
  }),
})
const decode = Schema.decodeUnknownEffect(SesEvent)
const isKnown = Schema.is(SesEventReceived.data.fields.providerType)

/** The event is not on the bus; Lambda tries again. */
class NotPublished extends Schema.TaggedError<NotPublished>()("NotPublished", { reason: Schema.String }) {}

/** Takes an event of SES from the account's default bus to ours, in our own shape; what does not concern deliveries is left out. */
export const forwardSesEvent = Effect.fn("SesEvents.forward")(function* (event: unknown) {
  const { detail, id } = yield* decode(event)
  if (!isKnown(detail.eventType)) return
  const bus = yield* EventBus
  const data = {
    providerEventId: id,
    providerType: detail.eventType,
    objectId: detail.mail.messageId,
    deliveryId: detail.mail.tags?.["delivery"]?.[0] ?? null,
    permanent: detail.bounce?.bounceType === "Permanent",
    reason: detail.bounce?.bounceSubType ?? detail.complaint?.complaintFeedbackType ?? detail.reject?.reason ?? null,
  }
  const metadata = yield* makeMetadata({ definition: SesEventReceived, sequence: 1 })
  const [outcome] = yield* bus.publish([
    {
      source: SesEventReceived.source,
      type: SesEventReceived.type,
      detail: JSON.stringify({ metadata, data }),
      traceparent: metadata.traceparent,
    },
  ])
  if (outcome?._tag !== "Accepted") return yield* new NotPublished({ reason: outcome?.reason ?? "no answer" })
})
