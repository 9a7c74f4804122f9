import type { SubscriptionStatus } from "@tango/contracts/events/BillingEvents"
import { type PlanName, type PriceKey, prices } from "@tango/contracts/Plans"
import type { Books, Scheduled, StripeInvoice, StripeSubscription } from "./Books.ts"
import { dueSince, overdueInvoice, stateOf } from "./State.ts"
import { givesAccess } from "./Dunning.ts"

/** The invoice that keeps the plan in danger. */
export interface Overdue {
  readonly invoiceId: string
  readonly since: Date
  readonly amount: number
  readonly currency: string
  readonly url: string | null
}

/** What is remembered of an organization's subscription; `plan` is the one that counts, free without access. */
export interface Snapshot {
  readonly subscriptionId: string
  readonly status: SubscriptionStatus
  readonly plan: PlanName
  readonly price: PriceKey
  readonly seats: number
  readonly seatFloor: number
  readonly currentPeriodEnd: Date
  readonly cancelAt: Date | null
  readonly trialEnd: Date | null
  readonly scheduled: Scheduled | null
  readonly overdue: Overdue | null
}

/** Live may give access, Suspended exists without and may come back, Pending waits for its first payment, Ended never returns. */
const standings = {
  trialing: "Live",
  active: "Live",
  past_due: "Live",
  unpaid: "Suspended",
  paused: "Suspended",
  incomplete: "Pending",
  canceled: "Ended",
  incomplete_expired: "Ended",
} as const satisfies Record<SubscriptionStatus, string>

/** What all subscriptions of one customer amount to: the one that counts, and those that are live beside it. */
export type Standing =
  | { readonly _tag: "None" }
  | {
      readonly _tag: (typeof standings)[SubscriptionStatus]
      readonly subscription: StripeSubscription
      readonly duplicates: ReadonlyArray<StripeSubscription>
    }

const standingRank = { Live: 3, Suspended: 2, Pending: 1, Ended: 0 } as const
const planRank: Record<PlanName, number> = { free: 0, pro: 1, business: 2 }
const tagOf = (subscription: StripeSubscription) => standings[subscription.status]

/** Live before dead, then the greater plan; of live ones the older counts, as the newer is the duplicate; of others the newer. */
const before = (one: StripeSubscription, other: StripeSubscription): number => {
  const bothLive = tagOf(one) === "Live" && tagOf(other) === "Live"
  const age = other.createdAt.getTime() - one.createdAt.getTime()
  return (
    standingRank[tagOf(other)] - standingRank[tagOf(one)] ||
    (bothLive ? planRank[prices[other.price].plan] - planRank[prices[one.price].plan] : 0) ||
    (bothLive ? -age : age) ||
    (one.subscriptionId < other.subscriptionId ? -1 : 1)
  )
}

/** Chooses the subscription that counts, whatever order they come in. */
export const standingOf = (subscriptions: ReadonlyArray<StripeSubscription>): Standing => {
  const [subscription, ...others] = subscriptions.toSorted(before)
  if (subscription === undefined) return { _tag: "None" }
  return { _tag: tagOf(subscription), subscription, duplicates: others.filter((one) => tagOf(one) === "Live") }
}

/** The plan in whose way a second subscription would be, or null where one may be bought. */
export const occupiedBy = (standing: Standing): PlanName | null =>
  standing._tag === "Live" || standing._tag === "Suspended" ? prices[standing.subscription.price].plan : null

const overdueOf = (subscription: StripeSubscription, invoices: ReadonlyArray<StripeInvoice>): Overdue | null => {
  if (subscription.status !== "past_due" && subscription.status !== "unpaid") return null
  const invoice = overdueInvoice(subscription, invoices)
  if (invoice === null) return null
  const { amountRemaining, currency, invoiceId, url } = invoice
  return { invoiceId, since: dueSince(invoice), amount: amountRemaining, currency, url }
}

/** What is to be remembered of what Stripe says; null where there never was anything. */
export const snapshotOf = (
  { invoices, subscriptions }: Pick<Books, "subscriptions" | "invoices">,
  stored: Snapshot | null,
  now: Date,
): Snapshot | null => {
  const standing = standingOf(subscriptions)
  // Stripe knows of none any more, such as after its customer was deleted: what there was has ended.
  if (standing._tag === "None")
    return stored === null ? null : { ...stored, status: "canceled", plan: "free", overdue: null, scheduled: null }
  const { subscription } = standing
  const ended = standing._tag === "Ended"
  return {
    subscriptionId: subscription.subscriptionId,
    status: subscription.status,
    plan: givesAccess(stateOf(subscription, invoices), now) ? prices[subscription.price].plan : "free",
    price: subscription.price,
    seats: subscription.seats,
    seatFloor: subscription.seatFloor,
    currentPeriodEnd: subscription.currentPeriodEnd,
    cancelAt: subscription.cancelAt,
    trialEnd: subscription.status === "trialing" ? subscription.trialEnd : null,
    scheduled: ended ? null : subscription.scheduled,
    overdue: overdueOf(subscription, invoices),
  }
}

const at = (date: Date | null | undefined): number | undefined => date?.getTime()

/** Is it the same to others, who hear of it by `billing.subscription.changed`? */
export const sameToOthers = (one: Snapshot, other: Snapshot): boolean =>
  one.subscriptionId === other.subscriptionId &&
  one.status === other.status &&
  one.plan === other.plan &&
  one.price === other.price &&
  one.seats === other.seats &&
  at(one.currentPeriodEnd) === at(other.currentPeriodEnd) &&
  at(one.cancelAt) === at(other.cancelAt)

/** Is it the same in all that we remember? */
export const same = (one: Snapshot, other: Snapshot): boolean =>
  sameToOthers(one, other) &&
  one.seatFloor === other.seatFloor &&
  at(one.trialEnd) === at(other.trialEnd) &&
  at(one.scheduled?.at) === at(other.scheduled?.at) &&
  one.scheduled?.price === other.scheduled?.price &&
  one.scheduled?.seats === other.scheduled?.seats &&
  one.overdue?.invoiceId === other.overdue?.invoiceId &&
  at(one.overdue?.since) === at(other.overdue?.since) &&
  one.overdue?.amount === other.overdue?.amount &&
  one.overdue?.url === other.overdue?.url
