import { amountOf } from "./Amounts.ts"
import { discounted, totalDiscounts } from "./Discounting.ts"
import { redeem } from "./DiscountParams.ts"
import type { CheckoutPlan } from "./Hidden.ts"
import { newItem } from "./NewSubscription.ts"
import { periodLines } from "./InvoiceLines.ts"
import type { LineItem, Session } from "./Wire.ts"
import type { World } from "./World.ts"

/** Stores the session and its items with the totals of what is ordered now. */
export const repriced = (world: World, session: Session, plan: CheckoutPlan): Session => {
  const lineItems = plan.lineItems.map((item) => withTotals(world, session, plan, item))
  world.checkoutPlans.put(plan.id, { ...plan, lineItems })
  const free = plan.trialEnd !== null
  const sum = (of: (item: LineItem) => number) => (free ? 0 : lineItems.reduce((total, item) => total + of(item), 0))
  return world.sessions.put(session.id, {
    ...session,
    amount_subtotal: sum((item) => item.amount_subtotal),
    amount_total: sum((item) => item.amount_total),
    discounts: plan.discounts.map(({ coupon, promotionCode }) =>
      promotionCode === null ? { coupon, promotion_code: null } : { coupon: null, promotion_code: promotionCode },
    ),
    total_details: { amount_discount: sum((item) => item.amount_discount), amount_shipping: 0, amount_tax: 0 },
  })
}

const withTotals = (world: World, session: Session, plan: CheckoutPlan, item: LineItem): LineItem => {
  const { price } = item
  if (!price) return item
  const quantity = item.quantity ?? 0
  const subtotal = amountOf(world, price, quantity)
  const off = world.transactions.preview(() => {
    const discounts = plan.discounts.flatMap(({ coupon: id }) => {
      const coupon = world.coupons.get(id)
      return coupon ? [redeem(world, coupon, null, { customer: session.customer ?? "", session: session.id })] : []
    })
    const lines = periodLines(
      world,
      newItem(world, "", { price, quantity, metadata: {} }),
      { start: 0, end: 0 },
      quantity,
      false,
    )
    return totalDiscounts(discounted(world, lines, discounts)).reduce((sum, { amount }) => sum + amount, 0)
  })
  return { ...item, amount_discount: off, amount_subtotal: subtotal, amount_total: subtotal - off }
}
