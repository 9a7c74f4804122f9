import { periodLines } from "./InvoiceLines.ts"
import { usageOf } from "./Usage.ts"
import type { InvoiceLine, Subscription, SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

const isMetered = (item: SubscriptionItem): boolean => item.price.recurring?.usage_type === "metered"

/** What is billed when periods begin: licensed items for the new period, or the trial that they are in. */
export const advanceLines = (
  world: World,
  items: ReadonlyArray<SubscriptionItem>,
  trial: boolean,
): ReadonlyArray<InvoiceLine> =>
  items
    .filter((item) => trial || !isMetered(item))
    .flatMap((item) => periodLines(world, item, periodOf(item), item.quantity ?? (isMetered(item) ? 0 : 1), trial))

/** What is billed when periods end at `at`: the usage of metered items since they began. */
export const usageLines = (
  world: World,
  subscription: Subscription,
  items: ReadonlyArray<SubscriptionItem>,
  at: number,
): ReadonlyArray<InvoiceLine> =>
  items.filter(isMetered).flatMap((item) => {
    const period = { start: item.current_period_start, end: Math.min(at, item.current_period_end) }
    return periodLines(world, item, period, usageOf(world, subscription, item, period), false)
  })

const periodOf = (item: SubscriptionItem) => ({
  start: item.current_period_start,
  end: item.current_period_end,
})
