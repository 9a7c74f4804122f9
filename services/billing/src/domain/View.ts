import type { Subscription } from "@tango/contracts/api/BillingApi"
import { dunningOf } from "./Dunning.ts"
import type { Overdue, Snapshot } from "./Subscription.ts"

export type SubscriptionView = typeof Subscription.Type

const nothing: SubscriptionView = {
  plan: "free",
  status: "none",
  price: null,
  seats: null,
  currentPeriodEnd: null,
  cancelAt: null,
  trialEnd: null,
  scheduled: null,
  overdue: null,
  mayTry: true,
}

const overdueView = ({ amount, currency, since, url }: Overdue, { plan, status }: Snapshot, now: Date) => {
  const dunning = dunningOf(
    { _tag: status === "unpaid" ? "Unpaid" : "PastDue", since, ending: { _tag: "Continues" } },
    now,
  )
  if (dunning._tag === "Settled") return null
  const { endsAt, restrictedAt } = dunning
  // A plan that was taken away says more than our clock: a customer on a test clock lives ahead of it.
  const stage = dunning._tag === "Grace" && plan !== "free" ? ("grace" as const) : ("restricted" as const)
  return { stage, amount, currency, payUrl: url, restrictedAt, endsAt }
}

/**
 * What the API shows. On the free plan there is nothing to say about a price, except where money is owed or a payment is
 * awaited: then the plan is free and the rest says why.
 */
export const viewOf = (snapshot: Snapshot | null, now: Date): SubscriptionView => {
  if (snapshot === null) return nothing
  const { cancelAt, currentPeriodEnd, overdue, plan, price, scheduled, seats, status, trialEnd } = snapshot
  const suspended = status === "unpaid" || status === "paused" || status === "past_due"
  if (plan === "free" && !suspended) return { ...nothing, mayTry: false }
  return {
    plan,
    status,
    price,
    seats,
    currentPeriodEnd,
    cancelAt,
    trialEnd,
    scheduled,
    overdue: overdue === null ? null : overdueView(overdue, snapshot, now),
    mayTry: false,
  }
}
