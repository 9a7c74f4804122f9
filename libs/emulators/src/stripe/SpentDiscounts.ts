import { emit } from "./Events.ts"
import type { Invoice } from "./Wire.ts"
import type { World } from "./World.ts"

/** A discount for once ends with the first invoice that it took something off. */
export const spendOnce = (world: World, invoice: Invoice): void => {
  for (const { discount: id, amount } of invoice.total_discount_amounts ?? []) {
    const discount = world.discounts.get(id)
    const coupon = world.coupons.get(discount?.source.coupon ?? "")
    if (!discount || coupon?.duration !== "once" || amount === 0) continue
    world.discounts.put(id, { ...discount, end: world.now() })
    const subscription = world.subscriptions.get(discount.subscription ?? "")
    if (subscription)
      world.subscriptions.put(subscription.id, {
        ...subscription,
        discounts: subscription.discounts.filter((one) => one !== id),
      })
    const customer = world.customers.get(invoice.customer ?? "")
    if (customer?.discount?.id === id) world.customers.put(customer.id, { ...customer, discount: null })
  }
  for (const id of invoice.discounts) {
    const discount = world.discounts.get(id)
    if (discount && discount.end !== null && discount.end <= world.now() && discount.invoice === null)
      emit(world, "customer.discount.deleted", discount)
  }
}
