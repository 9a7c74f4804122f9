import * as Schema from "effect/Schema"
import { OrganizationId } from "../Ids.ts"
import { PlanName, PriceKey } from "../Plans.ts"
import { TimestampText } from "../Timestamp.ts"
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
    currentPeriodEnd: TimestampText,
    cancelAt: Schema.NullOr(TimestampText),
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

const source = "tango.billing"
const organizationId = "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62"

/** An integer in minor units of an ISO 4217 currency in lower case. */
const money = { amount: Schema.Int, currency: Schema.String }

export const TrialEnding = defineEvent({
  type: "billing.trial.ending.v1",
  source,
  description: "An organization's trial ends in a few days.",
  data: Schema.Struct({
    organizationId: OrganizationId,
    subscriptionId: Schema.String,
    plan: PlanName,
    trialEnd: TimestampText,
  }),
  example: {
    organizationId,
    subscriptionId: "sub_1RZ5mIEjUN6mVZ2p",
    plan: "pro",
    trialEnd: "2026-12-06T10:00:00.000Z",
  },
})

export const PaymentFailed = defineEvent({
  type: "billing.payment.failed.v1",
  source,
  description: "An invoice could not be paid; `restrictedAt` is when the plan is taken away if it stays so.",
  data: Schema.Struct({
    organizationId: OrganizationId,
    subscriptionId: Schema.String,
    invoiceId: Schema.String,
    ...money,
    attempt: Schema.Int,
    nextAttemptAt: Schema.NullOr(TimestampText),
    restrictedAt: Schema.NullOr(TimestampText),
  }),
  example: {
    organizationId,
    subscriptionId: "sub_1RZ5mIEjUN6mVZ2p",
    invoiceId: "in_1RZ5mIEjUN6mVZ2p",
    amount: 2400,
    currency: "usd",
    attempt: 1,
    nextAttemptAt: "2026-11-25T10:00:00.000Z",
    restrictedAt: "2026-12-06T10:00:00.000Z",
  },
})

export const PaymentRecovered = defineEvent({
  type: "billing.payment.recovered.v1",
  source,
  description: "An invoice that could not be paid has been paid.",
  data: Schema.Struct({
    organizationId: OrganizationId,
    subscriptionId: Schema.String,
    invoiceId: Schema.String,
    ...money,
  }),
  example: {
    organizationId,
    subscriptionId: "sub_1RZ5mIEjUN6mVZ2p",
    invoiceId: "in_1RZ5mIEjUN6mVZ2p",
    amount: 2400,
    currency: "usd",
  },
})

export const InvoicePaid = defineEvent({
  type: "billing.invoice.paid.v1",
  source,
  description: "An invoice is paid, by card or by credit.",
  data: Schema.Struct({ organizationId: OrganizationId, invoiceId: Schema.String, number: Schema.String, ...money }),
  example: { organizationId, invoiceId: "in_1RZ5mIEjUN6mVZ2p", number: "7E2A1B3C-0001", amount: 2400, currency: "usd" },
})

const numbered = { organizationId: OrganizationId, invoiceId: Schema.String, number: Schema.String, ...money }
const example = { organizationId, invoiceId: "in_1RZ5mIEjUN6mVZ2p", number: "7E2A1B3C-0001", currency: "usd" }

export const InvoiceRefunded = defineEvent({
  type: "billing.invoice.refunded.v1",
  source,
  description: "Money that was paid for an invoice was given back; `amount` is what was given back this time.",
  data: Schema.Struct(numbered),
  example: { ...example, amount: 500 },
})

export const InvoiceDisputed = defineEvent({
  type: "billing.invoice.disputed.v1",
  source,
  description:
    "The holder of the card disputes a payment with the bank, or the bank has decided. `amount` is the invoice's.",
  data: Schema.Struct({ ...numbered, dispute: Schema.Literals(["open", "won", "lost"]) }),
  example: { ...example, amount: 2400, dispute: "open" },
})

export const CreditsChanged = defineEvent({
  type: "billing.credits.changed.v1",
  source,
  description: "Credit was granted to an organization or used on an invoice; `balance` is what is left.",
  data: Schema.Struct({
    organizationId: OrganizationId,
    entryId: Schema.String,
    /** Positive when granted, negative when used. */
    ...money,
    balance: Schema.Int,
    reason: Schema.String,
  }),
  example: {
    organizationId,
    entryId: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c",
    amount: 5000,
    currency: "usd",
    balance: 5000,
    reason: "Goodwill after the outage of 12 November",
  },
})

export const DuplicateRefunded = defineEvent({
  type: "billing.duplicate.refunded.v1",
  source,
  description: "A second subscription, paid while another was being paid, was ended and its money given back.",
  data: Schema.Struct({ organizationId: OrganizationId, subscriptionId: Schema.String, ...money }),
  example: { organizationId, subscriptionId: "sub_1RZ5mIEjUN6mVZ2p", amount: 2400, currency: "usd" },
})
