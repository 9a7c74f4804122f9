import type { Meter, Subscription, SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

/** What a customer has used from `start` to before `end`, by the meter's way of adding up; what was cancelled does not count. */
export const usedBetween = (
  world: World,
  meter: Meter,
  customer: string,
  { end, start }: { start: number; end: number },
): number => {
  const used = world.usage
    .all()
    .filter(
      (one) =>
        one.eventName === meter.event_name &&
        one.customer === customer &&
        one.cancelled !== true &&
        one.at >= start &&
        one.at < end,
    )
  if (meter.default_aggregation.formula === "count") return used.length
  if (meter.default_aggregation.formula === "last") return used.toSorted((a, b) => a.at - b.at).at(-1)?.value ?? 0
  return used.reduce((sum, one) => sum + one.value, 0)
}

/** What a metered item is billed for: more given back than used is nothing, and not less. */
export const usageOf = (
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  period: { start: number; end: number },
): number => {
  const meter = world.meters.get(item.price.recurring?.meter ?? "")
  return meter ? Math.max(0, usedBetween(world, meter, subscription.customer, period)) : 0
}
