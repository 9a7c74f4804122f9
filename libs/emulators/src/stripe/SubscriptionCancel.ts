import { emit } from "./Events.ts"
import type { Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

type Details = Subscription["cancellation_details"]

/** Ends a subscription at once. */
export const cancelNow = (world: World, before: Subscription, details?: Details): Subscription => {
  const now = world.now()
  const after: Subscription = {
    ...before,
    status: "canceled",
    cancel_at: before.cancel_at,
    canceled_at: before.canceled_at ?? now,
    ended_at: now,
    cancellation_details: details ?? requested(before.cancellation_details),
  }
  world.subscriptions.put(after.id, after)
  emit(world, "customer.subscription.deleted", after)
  return after
}

/** The details of a cancellation that the customer, or we for them, asked for. */
export const requested = (
  details: Details,
  given: { comment?: string | null | undefined; feedback?: string | null | undefined } = {},
): Details => ({
  comment: given.comment === undefined ? (details?.comment ?? null) : given.comment,
  feedback: given.feedback === undefined ? (details?.feedback ?? null) : given.feedback,
  feedback_option: null,
  reason: "cancellation_requested",
})

export const nothingRequested: Details = { comment: null, feedback: null, feedback_option: null, reason: null }

/** The end of the period that is running, in seconds; of several items the last. */
export const periodEnd = (subscription: Subscription): number =>
  Math.max(subscription.start_date, ...subscription.items.data.map((item) => item.current_period_end))

/** The fields that schedule the end for the end of the period, or take that back. */
export const scheduledCancel = (
  world: World,
  subscription: Subscription,
  mode: "cancel_at_period_end" | "cancel_at" | "renew",
): Pick<Subscription, "cancel_at" | "cancel_at_period_end" | "canceled_at" | "cancellation_details"> =>
  mode === "renew"
    ? { cancel_at: null, cancel_at_period_end: false, canceled_at: null, cancellation_details: nothingRequested }
    : {
        cancel_at: periodEnd(subscription),
        cancel_at_period_end: mode === "cancel_at_period_end",
        canceled_at: world.now(),
        cancellation_details: requested(subscription.cancellation_details),
      }
