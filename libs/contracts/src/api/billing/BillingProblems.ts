import * as Schema from "effect/Schema"
import { PlanName } from "../../Plans.ts"
import { Problem } from "../../Problem.ts"

export class AlreadySubscribed extends Problem<AlreadySubscribed>()(
  "AlreadySubscribed",
  { code: "already_subscribed", status: 409, title: "This organization has a subscription already." },
  { plan: PlanName },
) {}

export class NotSubscribed extends Problem<NotSubscribed>()(
  "NotSubscribed",
  { code: "not_subscribed", status: 409, title: "This organization has no subscription that could be changed." },
  {},
) {}

export class TrialUsed extends Problem<TrialUsed>()(
  "TrialUsed",
  { code: "trial_used", status: 409, title: "A trial is for an organization's first subscription." },
  {},
) {}

/** An unpaid invoice comes first: changing what is owed while it is owed helps nobody. */
export class PaymentOverdue extends Problem<PaymentOverdue>()(
  "PaymentOverdue",
  { code: "payment_overdue", status: 409, title: "An invoice is unpaid. Pay it first." },
  {},
) {}

/** The end of the subscription is scheduled: take that back first. */
export class SubscriptionEnding extends Problem<SubscriptionEnding>()(
  "SubscriptionEnding",
  {
    code: "subscription_ending",
    status: 409,
    title: "The subscription is about to end. Keep it first, then change it.",
  },
  {},
) {}

export class NothingToChange extends Problem<NothingToChange>()(
  "NothingToChange",
  { code: "nothing_to_change", status: 409, title: "That is what you have." },
  {},
) {}

/** Fewer seats than people. */
export class SeatsInUse extends Problem<SeatsInUse>()(
  "SeatsInUse",
  { code: "seats_in_use", status: 409, title: "More people are members than that." },
  { used: Schema.Int },
) {}

/** The preview is too old, or what it was made from has changed since. Nothing was charged. */
export class PreviewStale extends Problem<PreviewStale>()(
  "PreviewStale",
  { code: "preview_stale", status: 409, title: "This preview does not hold any more. Make a new one." },
  {},
) {}

/** The card was refused; nothing was changed and nothing was charged. */
export class PaymentDeclined extends Problem<PaymentDeclined>()(
  "PaymentDeclined",
  { code: "payment_declined", status: 402, title: "The payment was declined. Nothing was changed." },
  { declineCode: Schema.NullOr(Schema.String) },
) {}

/** Used too long ago, or later than now: no meter counts it, and nothing is billed. */
export class UsageRefused extends Problem<UsageRefused>()(
  "UsageRefused",
  { code: "usage_refused", status: 422, title: "Stripe does not count this use. Look at when it was recorded." },
  { reason: Schema.String },
) {}

/** One organization is billed in one currency. */
export class CurrencyMismatch extends Problem<CurrencyMismatch>()(
  "CurrencyMismatch",
  { code: "currency_mismatch", status: 422, title: "This organization is billed in another currency." },
  { currency: Schema.String },
) {}
