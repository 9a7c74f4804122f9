import { emit } from "./Events.ts"
import { noSuchResource } from "./Errors.ts"
import { saveCustomer } from "./CustomerFields.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import type { Customer, Discount, Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

const end = (world: World, discount: Discount): object => {
  world.discounts.put(discount.id, { ...discount, end: world.now() })
  emit(world, "customer.discount.deleted", discount)
  const { end: _end, ...rest } = discount
  return { ...rest, deleted: true }
}

/** Takes the last discount off a subscription. */
export const removeDiscount = (world: World, subscription: Subscription): object => {
  const id = subscription.discounts.at(-1)
  const discount = world.discounts.get(id ?? "")
  if (!discount) throw noSuchResource("active discount for subscription", subscription.id)
  saveSubscription(world, subscription, {
    ...subscription,
    discounts: subscription.discounts.filter((one) => one !== id),
  })
  return end(world, discount)
}

/** Takes the discount off a customer. */
export const removeCustomerDiscount = (world: World, customer: Customer): object => {
  const discount = world.discounts.get(customer.discount?.id ?? "")
  if (!discount) throw noSuchResource("active discount for customer", customer.id)
  saveCustomer(world, customer, { ...customer, discount: null })
  return end(world, discount)
}
