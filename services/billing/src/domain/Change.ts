import { type PlanName, type PriceKey, prices } from "@tango/contracts/Plans"
import type { Scheduled, StripeSubscription } from "./Books.ts"
import type { Standing } from "./Subscription.ts"

/** A price and a number of seats. */
export interface Terms {
  readonly price: PriceKey
  readonly seats: number
}

const planRank: Record<PlanName, number> = { free: 0, pro: 1, business: 2 }
const intervalRank = { month: 0, year: 1 } as const

/** More is had at once, less when the period that is paid for ends; the plan decides before the interval, that before the seats. */
export const effectOf = (current: Terms, wanted: Terms): "none" | "now" | "period_end" => {
  const from = prices[current.price]
  const to = prices[wanted.price]
  const difference =
    planRank[to.plan] - planRank[from.plan] ||
    intervalRank[to.interval] - intervalRank[from.interval] ||
    wanted.seats - current.seats
  return difference === 0 ? "none" : difference > 0 ? "now" : "period_end"
}

/** Another interval begins a new period at once; Stripe would keep the old anchor by itself. */
export const startsNewPeriod = (current: Terms, wanted: Terms): boolean =>
  prices[current.price].interval !== prices[wanted.price].interval

/** Whether a subscription can be changed, and how, or why not. */
export type Changeable =
  | { readonly _tag: "Changeable"; readonly subscription: StripeSubscription; readonly effect: "now" | "period_end" }
  | { readonly _tag: "NotSubscribed" | "Overdue" | "Ending" | "Same" }
  | { readonly _tag: "TooFewSeats"; readonly used: number }

export const changeable = (standing: Standing, wanted: Terms, used: number): Changeable => {
  if (standing._tag !== "Live" && standing._tag !== "Suspended") return { _tag: "NotSubscribed" }
  const { subscription } = standing
  if (subscription.status === "past_due" || subscription.status === "unpaid") return { _tag: "Overdue" }
  if (standing._tag !== "Live") return { _tag: "NotSubscribed" }
  if (subscription.cancelAt !== null) return { _tag: "Ending" }
  if (wanted.seats < used) return { _tag: "TooFewSeats", used }
  const effect = effectOf(subscription, wanted)
  const isScheduled = (scheduled: Scheduled | null) =>
    scheduled?.price === wanted.price && scheduled.seats === wanted.seats
  if (effect === "none" || isScheduled(subscription.scheduled)) return { _tag: "Same" }
  return { _tag: "Changeable", subscription, effect }
}

/** What makes the seats follow the members. */
export type SeatStep =
  | { readonly _tag: "Keep" }
  /** At once, prorated onto the next invoice. */
  | { readonly _tag: "Raise"; readonly seats: number }
  /** When the period ends. */
  | { readonly _tag: "Lower"; readonly seats: number }

/** `used` are the active members; the seats never go below what an admin asked for. */
export const seatStep = (subscription: StripeSubscription, used: number): SeatStep => {
  const needed = Math.max(1, subscription.seatFloor, used)
  if (used > subscription.seats) return { _tag: "Raise", seats: used }
  const next = subscription.scheduled?.seats ?? subscription.seats
  if (needed < next) return { _tag: "Lower", seats: needed }
  // Somebody has come since a lower number was arranged.
  return used > next ? { _tag: "Lower", seats: used } : { _tag: "Keep" }
}
