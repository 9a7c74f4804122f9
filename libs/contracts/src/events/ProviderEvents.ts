import * as Schema from "effect/Schema"
import { defineEvent } from "./Envelope.ts"

/**
 * A webhook that a provider has signed and that we have put on the bus. Only what is needed to ask the provider again: the
 * consumer never trusts the payload.
 */
const data = Schema.Struct({
  /** The provider's id of the event, by which it is stored once. */
  providerEventId: Schema.NonEmptyString,
  /** The provider's name for what happened, such as `customer.subscription.created` or `direct.member.update`. */
  providerType: Schema.String,
  /** The id of the object it is about. */
  objectId: Schema.String,
  /** What else the consumer needs to look the object up, such as Stripe's customer or Stytch's organization. */
  parentId: Schema.NullOr(Schema.String),
})

const define = <const Name extends "stytch" | "stripe" | "resend">(
  name: Name,
  source: `tango.${string}`,
  example: typeof data.Encoded,
) =>
  defineEvent({
    type: `${name}.event.received.v1` as const,
    source,
    description: `A verified webhook of ${name}.`,
    data,
    example,
  })

export const StytchEventReceived = define("stytch", "tango.identity", {
  providerEventId: "webhook-event-test-0f6b4b5e-7d0c-4d3e-9f57-3e4a4b4b0d11",
  providerType: "direct.member.update",
  objectId: "member-test-32fc5024-9c09-4da3-bd2e-c9ce4da9375f",
  parentId: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62",
})

export const StripeEventReceived = define("stripe", "tango.billing", {
  providerEventId: "evt_1RZ5mIEjUN6mVZ2p",
  providerType: "customer.subscription.created",
  objectId: "sub_1RZ5mIEjUN6mVZ2p",
  parentId: "cus_SU6qXb1f0dJw5h",
})

export const ResendEventReceived = define("resend", "tango.notifications", {
  providerEventId: "msg_2xKZ5mIEjUN6mVZ2p",
  providerType: "email.delivered",
  objectId: "ae2014de-c168-4c61-8267-70d2662a1ce1",
  parentId: null,
})

/** An event of Amazon SES, which comes from AWS itself and not over a webhook: SES cannot be asked again, so it says it all. */
export const SesEventReceived = defineEvent({
  type: "ses.event.received.v1",
  source: "tango.notifications",
  description: "Amazon SES tells what became of an e-mail.",
  data: Schema.Struct({
    providerEventId: Schema.NonEmptyString,
    providerType: Schema.Literals(["Send", "Delivery", "Bounce", "Complaint", "Reject", "DeliveryDelay"]),
    /** SES's id of the e-mail. */
    objectId: Schema.String,
    /** Our own id, which the e-mail carried as a tag. */
    deliveryId: Schema.NullOr(Schema.String),
    /** The recipient is gone for good, not only for now. */
    permanent: Schema.Boolean,
    reason: Schema.NullOr(Schema.String),
  }),
  example: {
    providerEventId: "0f6b4b5e-7d0c-4d3e-9f57-3e4a4b4b0d11",
    providerType: "Bounce",
    objectId: "0100018f1f2e3d4c-11111111-2222-3333-4444-555555555555-000000",
    deliveryId: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c",
    permanent: true,
    reason: "General",
  },
})
