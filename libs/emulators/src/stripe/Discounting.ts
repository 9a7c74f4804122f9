import type { Coupon, Discount, InvoiceLine } from "./Wire.ts"
import type { World } from "./World.ts"

/** Whether a discount still counts at a time in seconds. */
const isRunning = (discount: Discount, at: number): boolean => discount.end === null || discount.end > at

const couponOf = (world: World, discount: Discount): Coupon | undefined =>
  world.coupons.get(discount.source.coupon ?? "")

const applies = (world: World, coupon: Coupon, line: InvoiceLine): boolean => {
  const products = world.coupons.get(coupon.id)?.applies_to?.products
  const product = line.pricing?.price_details?.product
  return line.discountable && line.amount > 0 && (!products || (product !== undefined && products.includes(product)))
}

/** The lines with what each discount takes off, one after the other; a fixed amount is spread over the lines in proportion. */
export const discounted = (
  world: World,
  lines: ReadonlyArray<InvoiceLine>,
  discounts: ReadonlyArray<Discount>,
): ReadonlyArray<InvoiceLine> =>
  discounts.reduce<ReadonlyArray<InvoiceLine>>((before, discount) => {
    const coupon = couponOf(world, discount)
    if (!coupon) return before
    const open = before.map((line) => (applies(world, coupon, line) ? netOf(line) : 0))
    const shares =
      coupon.percent_off === null ? spread(open, coupon.amount_off ?? 0) : percent(open, coupon.percent_off)
    return before.map((line, index) => withDiscount(line, discount.id, shares[index] ?? 0))
  }, lines)

/** What of a line is left after its discounts. */
export const netOf = (line: InvoiceLine): number =>
  (line.discount_amounts ?? []).reduce((rest, { amount }) => rest - amount, line.amount)

const percent = (open: ReadonlyArray<number>, rate: number): ReadonlyArray<number> =>
  open.map((amount) => Math.round((amount * rate) / 100))

const spread = (open: ReadonlyArray<number>, off: number): ReadonlyArray<number> => {
  const total = open.reduce((sum, amount) => sum + amount, 0)
  let rest = Math.min(off, total)
  let below = total
  return open.map((amount) => {
    const share = below === 0 ? 0 : Math.round((rest * amount) / below)
    rest -= share
    below -= amount
    return share
  })
}

const withDiscount = (line: InvoiceLine, discount: string, amount: number): InvoiceLine =>
  amount === 0
    ? line
    : {
        ...line,
        discount_amounts: [...(line.discount_amounts ?? []), { amount, discount }],
        pretax_credit_amounts: [...(line.pretax_credit_amounts ?? []), { amount, discount, type: "discount" }],
      }

/** The sum of what each discount takes off all lines. */
export const totalDiscounts = (lines: ReadonlyArray<InvoiceLine>): Array<{ amount: number; discount: string }> => {
  const totals = new Map<string, number>()
  for (const { amount, discount } of lines.flatMap((line) => line.discount_amounts ?? []))
    totals.set(discount, (totals.get(discount) ?? 0) + amount)
  return [...totals].map(([discount, amount]) => ({ amount, discount }))
}

/** What counts for a subscription's invoice: its own discounts, else the customer's. */
export const discountsFor = (
  world: World,
  subscription: { discounts: ReadonlyArray<string>; customer: string } | null,
  customer: string,
) => {
  const own = (subscription?.discounts ?? []).flatMap((id) => world.discounts.get(id) ?? [])
  const general = world.customers.get(customer)?.discount?.id
  const ids = own.length > 0 || general === undefined ? own : [world.discounts.get(general) ?? []].flat()
  return ids.filter((one) => isRunning(one, world.now()))
}
