import { fromSubscription } from "./Schedules.ts"
import { saveSchedule } from "./SchedulePhases.ts"
import { periodAfter } from "./Periods.ts"
import type { Subscription, SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

/** Lets an item change with the end of its period, by a schedule that then lets go. */
export const downgradeAtEnd = (world: World, subscription: Subscription, changed: SubscriptionItem): void => {
  const schedule = fromSubscription(world, subscription.id)
  const [now] = schedule.phases
  if (!now) return
  const items = subscription.items.data.map((item) => (item.id === changed.id ? changed : item))
  saveSchedule(world, schedule, {
    ...schedule,
    phases: [
      now,
      {
        ...now,
        start_date: now.end_date,
        end_date: periodAfter(now.end_date, changed.price.recurring),
        items: items.map((item) => ({
          billing_thresholds: null,
          discounts: [],
          metadata: item.metadata,
          plan: item.price.id,
          price: item.price.id,
          ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
          tax_rates: [],
        })),
        proration_behavior: "none",
        trial_end: null,
      },
    ],
  })
}
