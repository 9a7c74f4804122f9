import * as Schema from "effect/Schema"
import { OrganizationId } from "../Ids.ts"
import { PlanName, PriceKey } from "../Plans.ts"
import { defineEvent } from "./Envelope.ts"

/** Stripe's words. */
export const SubscriptionStatus = Schema.Literals([
  "trialing",
  "active",
  "past_due",
  "unpaid",
  "incomplete",
  "incomplete_expired",
  "paused",
  "canceled",
])
export type SubscriptionStatus = typeof SubscriptionStatus.Type

export const SubscriptionChanged = defineEvent({
  type: "billing.subscription.changed.v1",
  source: "tango.billing",
  description: "What an organization pays for is another: plan, price, seats, state or scheduled end.",
  data: Schema.Struct({
    organizationId: OrganizationId,
    subscriptionId: Schema.String,
    status: SubscriptionStatus,
    /** The plan that counts now; "free" once a subscription gives no access any more. */
    plan: PlanName,
    previousPlan: PlanName,
    price: PriceKey,
    seats: Schema.Int,
    currentPeriodEnd: Schema.String,
    cancelAt: Schema.NullOr(Schema.String),
  }),
  example: {
    organizationId: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62",
    subscriptionId: "sub_1RZ5mIEjUN6mVZ2p",
    status: "active",
    plan: "pro",
    previousPlan: "free",
    price: "pro_monthly",
    seats: 2,
    currentPeriodEnd: "2026-12-22T10:00:00.000Z",
    cancelAt: null,
  },
})
