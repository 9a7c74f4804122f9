import type { Subscription } from "@tango/contracts/api/BillingApi"
import type { SubscriptionStatus } from "@tango/contracts/events/BillingEvents"
import { type PlanName, type PriceKey, prices } from "@tango/contracts/Plans"

export type SubscriptionView = typeof Subscription.Type

/** One subscription as Stripe tells of it now. `traceparent` is that of the request which began its Checkout. */
export interface StripeSubscription {
  readonly subscriptionId: string
  readonly status: SubscriptionStatus
  readonly price: PriceKey
  readonly seats: number
  readonly currentPeriodEnd: Date
  readonly cancelAt: Date | null
  readonly createdAt: Date
  readonly traceparent: string | undefined
}

/** What is remembered of an organization's subscription; `plan` is the one that counts, free without access. */
export interface Snapshot {
  readonly subscriptionId: string
  readonly status: SubscriptionStatus
  readonly plan: PlanName
  readonly price: PriceKey
  readonly seats: number
  readonly currentPeriodEnd: Date
  readonly cancelAt: Date | null
}

/**
 * Live gives access (past due as well: the grace of Stripe's retries), Suspended exists without access and may come back,
 * Pending waits for its first payment, Ended never comes back.
 */
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

/** What all subscriptions of one customer amount to: the one that counts, and how many others are live beside it. */
export type Standing =
  | { readonly _tag: "None" }
  | {
      readonly _tag: (typeof standings)[SubscriptionStatus]
      readonly subscription: StripeSubscription
      readonly liveBeside: number
    }

const standingRank = { Live: 3, Suspended: 2, Pending: 1, Ended: 0 } as const
const planRank: Record<PlanName, number> = { free: 0, pro: 1, business: 2 }
const tagOf = (subscription: StripeSubscription) => standings[subscription.status]

/** Live before dead, then the greater plan, then the newer: the end of a duplicate revokes nothing. */
const before = (one: StripeSubscription, other: StripeSubscription): number =>
  standingRank[tagOf(other)] - standingRank[tagOf(one)] ||
  (tagOf(one) === "Live" ? planRank[prices[other.price].plan] - planRank[prices[one.price].plan] : 0) ||
  other.createdAt.getTime() - one.createdAt.getTime() ||
  (one.subscriptionId < other.subscriptionId ? 1 : -1)

/** Chooses the subscription that counts, whatever order they come in. */
export const standingOf = (subscriptions: ReadonlyArray<StripeSubscription>): Standing => {
  const [subscription] = subscriptions.toSorted(before)
  if (subscription === undefined) return { _tag: "None" }
  const live = subscriptions.filter((one) => tagOf(one) === "Live").length
  return { _tag: tagOf(subscription), subscription, liveBeside: Math.max(0, live - 1) }
}

/** The plan in whose way a second subscription would be, or null where one may be bought. */
export const occupiedBy = (standing: Standing): PlanName | null =>
  standing._tag === "Live" || standing._tag === "Suspended" ? prices[standing.subscription.price].plan : null

/** What is to be done about what Stripe says. `begins` when it follows from the Checkout and not from something later. */
export type Decision =
  | { readonly _tag: "Unchanged" }
  | {
      readonly _tag: "Changed"
      readonly snapshot: Snapshot
      readonly previousPlan: PlanName
      readonly begins: StripeSubscription | null
    }

const snapshotOf = (standing: Standing, stored: Snapshot | null): Snapshot | null => {
  // Stripe knows of none any more, such as after its customer was deleted: what there was has ended.
  if (standing._tag === "None") return stored === null ? null : { ...stored, status: "canceled", plan: "free" }
  const { subscription } = standing
  return {
    subscriptionId: subscription.subscriptionId,
    status: subscription.status,
    plan: standing._tag === "Live" ? prices[subscription.price].plan : "free",
    price: subscription.price,
    seats: subscription.seats,
    currentPeriodEnd: subscription.currentPeriodEnd,
    cancelAt: subscription.cancelAt,
  }
}

const same = (one: Snapshot, other: Snapshot): boolean =>
  one.subscriptionId === other.subscriptionId &&
  one.status === other.status &&
  one.plan === other.plan &&
  one.price === other.price &&
  one.seats === other.seats &&
  one.currentPeriodEnd.getTime() === other.currentPeriodEnd.getTime() &&
  one.cancelAt?.getTime() === other.cancelAt?.getTime()

/** Compares what Stripe says with what is stored. */
export const decide = (stored: Snapshot | null, standing: Standing): Decision => {
  const snapshot = snapshotOf(standing, stored)
  if (snapshot === null || (stored !== null && same(stored, snapshot))) return { _tag: "Unchanged" }
  const isNew = stored?.subscriptionId !== snapshot.subscriptionId || stored.status === "incomplete"
  return {
    _tag: "Changed",
    snapshot,
    previousPlan: stored?.plan ?? "free",
    begins: isNew && standing._tag !== "None" ? standing.subscription : null,
  }
}

/** What the API shows; on the free plan there is nothing to say about a price. */
export const viewOf = (snapshot: Snapshot | null): SubscriptionView => {
  if (snapshot === null || snapshot.plan === "free")
    return { plan: "free", status: "none", price: null, seats: null, currentPeriodEnd: null, cancelAt: null }
  const { cancelAt, currentPeriodEnd, plan, price, seats, status } = snapshot
  return { plan, status, price, seats, currentPeriodEnd, cancelAt }
}
