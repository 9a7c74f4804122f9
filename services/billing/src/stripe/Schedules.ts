import type Stripe from "stripe"
import type { StripeSubscription } from "../domain/Books.ts"
import { toId } from "./Translation.ts"

interface Next {
  readonly priceId: string
  readonly seats: number
  readonly interval: "month" | "year"
}

/** This period as it is, then one with other terms, after which the subscription goes on by itself. */
export const scheduleParams = (
  schedule: Stripe.SubscriptionSchedule,
  subscription: StripeSubscription,
  { interval, priceId, seats }: Next,
): Stripe.SubscriptionScheduleUpdateParams => {
  const from = schedule.current_phase?.start_date
  const current = schedule.phases.find(({ start_date }) => start_date === from) ?? schedule.phases[0]
  const items = (current?.items ?? []).map((item) => ({
    price: toId(item.price) ?? "",
    ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
  }))
  // What is paid by use has no quantity, and goes on.
  const metered = items.filter((item) => !("quantity" in item))
  return {
    end_behavior: "release",
    proration_behavior: "none",
    phases: [
      {
        items,
        start_date: current?.start_date ?? Math.floor(subscription.currentPeriodStart.getTime() / 1000),
        end_date: Math.floor(subscription.currentPeriodEnd.getTime() / 1000),
        proration_behavior: "none",
      },
      {
        items: [{ price: priceId, quantity: seats }, ...metered],
        duration: { interval, interval_count: 1 },
        proration_behavior: "none",
      },
    ],
  }
}
