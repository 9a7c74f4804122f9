import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import type { Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

/** Stores the subscription and announces what is different, if anything. */
export const saveSubscription = (world: World, before: Subscription, after: Subscription): Subscription => {
  world.subscriptions.put(after.id, after)
  const previous = differences(before, after)
  if (Object.keys(previous).length > 0) emit(world, "customer.subscription.updated", after, previous)
  return after
}
