import * as Schema from "effect/Schema"
import { OrganizationId } from "../Ids.ts"
import { defineEvent } from "./Envelope.ts"

export const EmailDelivered = defineEvent({
  type: "notifications.email.delivered.v1",
  source: "tango.notifications",
  description: "The recipient's mail server has taken an e-mail.",
  data: Schema.Struct({ organizationId: OrganizationId, deliveryId: Schema.String, kind: Schema.String }),
  example: {
    organizationId: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62",
    deliveryId: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c",
    kind: "welcome",
  },
})

const failed = {
  data: Schema.Struct({
    organizationId: OrganizationId,
    deliveryId: Schema.String,
    kind: Schema.String,
    reason: Schema.String,
  }),
  example: {
    organizationId: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62",
    deliveryId: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c",
    kind: "welcome",
    reason: "General",
  },
}

export const EmailBounced = defineEvent({
  type: "notifications.email.bounced.v1",
  source: "tango.notifications",
  description: "The recipient's mail server refused an e-mail for good.",
  ...failed,
})

export const EmailComplained = defineEvent({
  type: "notifications.email.complained.v1",
  source: "tango.notifications",
  description: "The recipient called an e-mail spam.",
  ...failed,
})
