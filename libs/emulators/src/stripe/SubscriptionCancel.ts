import { emit } from "./Events.ts"
import type { Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

type Details = Subscription["cancellation_details"]

/** Ends a subscription at once, and the schedule that manages it. */
export const cancelNow = (world: World, before: Subscription, details?: Details): Subscription => {
  const now = world.now()
  const after: Subscription = {
    ...before,
    status: "canceled",
    canceled_at: before.canceled_at ?? now,
    ended_at: now,
    cancellation_details: details ?? requested(before.cancellation_details),
    pending_update: null,
    schedule: null,
  }
  world.subscriptions.put(after.id, after)
  for (const debit of world.debits.all()) if (debit.subscription === after.id) world.debits.delete(debit.id)
  stopCollecting(world, after)
  const schedule = world.schedules.get(before.schedule ?? "")
  if (schedule) {
    const ended = { ...schedule, canceled_at: now, current_phase: null, status: "canceled" as const }
    world.schedules.put(schedule.id, ended)
    emit(world, "subscription_schedule.canceled", ended)
  }
  emit(world, "customer.subscription.deleted", after)
  return after
}

/** Nothing more is collected by itself for a subscription that has ended. */
const stopCollecting = (world: World, subscription: Subscription): void => {
  for (const invoice of world.invoices.live()) {
    if (invoice.parent?.subscription_details?.subscription !== subscription.id || !invoice.auto_advance) continue
    world.invoices.put(invoice.id, {
      ...invoice,
      auto_advance: false,
      automatically_finalizes_at: null,
      next_payment_attempt: null,
    })
  }
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

export const nothingRequested = {
  comment: null,
  feedback: null,
  feedback_option: null,
  reason: null,
} satisfies Details

const ends = (subscription: Subscription): ReadonlyArray<number> =>
  subscription.items.data.map((item) => item.current_period_end)

/** The end of the period that is running, in seconds; of several items the last. */
export const periodEnd = (subscription: Subscription): number =>
  Math.max(subscription.start_date, ...ends(subscription))
export const firstPeriodEnd = (subscription: Subscription): number => Math.min(...ends(subscription))

/** The fields that schedule the end, or take that back. Only classic billing and `cancel_at_period_end` itself set that flag. */
export const scheduledCancel = (
  world: World,
  subscription: Subscription,
  mode: "cancel_at_period_end" | "renew" | { cancelAt: number },
): Pick<Subscription, "cancel_at" | "cancel_at_period_end" | "canceled_at" | "cancellation_details"> =>
  mode === "renew"
    ? { cancel_at: null, cancel_at_period_end: false, canceled_at: null, cancellation_details: nothingRequested }
    : {
        cancel_at: mode === "cancel_at_period_end" ? periodEnd(subscription) : mode.cancelAt,
        cancel_at_period_end: mode === "cancel_at_period_end",
        canceled_at: world.now(),
        cancellation_details: requested(subscription.cancellation_details),
      }
