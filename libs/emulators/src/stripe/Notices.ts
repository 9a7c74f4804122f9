import { StripeFailure } from "./Errors.ts"
import { emit } from "./Events.ts"
import type { Notices } from "./Hidden.ts"
import { Params } from "./Params.ts"
import { createPreview } from "./Preview.ts"
import type { Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

export const noticesOf = (world: World, id: string): Notices =>
  world.notices.get(id) ?? { id, trialWillEnd: null, upcoming: null }

export const announceTrialEnd = (world: World, subscription: Subscription, end: number): void => {
  world.notices.put(subscription.id, { ...noticesOf(world, subscription.id), trialWillEnd: end })
  emit(world, "customer.subscription.trial_will_end", subscription)
}

/** Tells of the next invoice, which has no id yet, as far as there will be one. */
export const announceUpcoming = (world: World, subscription: Subscription, end: number): void => {
  world.notices.put(subscription.id, { ...noticesOf(world, subscription.id), upcoming: end })
  try {
    const { id: _id, ...invoice } = createPreview(world, new Params({ subscription: subscription.id }))
    emit(world, "invoice.upcoming", invoice)
  } catch (failure) {
    if (!(failure instanceof StripeFailure)) throw failure
  }
}
