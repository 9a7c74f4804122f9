import type { SubscriptionItem, Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

/** What a customer has used of a metered item from `start` to before `end`, by the meter's way of adding up. */
export const usageOf = (
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  period: { start: number; end: number },
): number => {
  const meter = world.meters.get(item.price.recurring?.meter ?? "")
  if (!meter) return 0
  const used = world.usage
    .all()
    .filter(
      (one) =>
        one.eventName === meter.event_name &&
        one.customer === subscription.customer &&
        one.at >= period.start &&
        one.at < period.end,
    )
  if (meter.default_aggregation.formula === "count") return used.length
  if (meter.default_aggregation.formula === "last") return used.toSorted((a, b) => a.at - b.at).at(-1)?.value ?? 0
  return used.reduce((sum, one) => sum + one.value, 0)
}
