import { repriced } from "./CheckoutTotals.ts"
import { usableCode } from "./DiscountParams.ts"
import { StripeFailure } from "./Errors.ts"
import type { CheckoutPlan } from "./Hidden.ts"
import { Params } from "./Params.ts"
import { findCode } from "./PromotionCodes.ts"
import { createTaxId } from "./TaxIds.ts"
import type { LineItem, Session } from "./Wire.ts"
import type { World } from "./World.ts"

interface Open {
  readonly session: Session
  readonly checkout: CheckoutPlan
}

const quantityOf = (item: LineItem, fields: URLSearchParams): number | null => {
  const typed = fields.get(`quantity-${item.id}`)
  if (typed === null || !item.adjustable_quantity?.enabled) return item.quantity
  const quantity = Number(typed)
  const { minimum, maximum } = item.adjustable_quantity
  const within = Number.isInteger(quantity) && quantity >= Math.max(1, minimum ?? 1) && quantity <= (maximum ?? 999_999)
  return within ? quantity : Number.NaN
}

/** Changes quantities and takes a promotion code; answers what is wrong with them, or null. */
export const changeOrder = (world: World, { session, checkout }: Open, fields: URLSearchParams): string | null => {
  const lineItems = checkout.lineItems.map((item) => ({ ...item, quantity: quantityOf(item, fields) }))
  if (lineItems.some((item) => Number.isNaN(item.quantity))) return "This quantity is not possible."
  const typed = (fields.get("promotion_code") ?? "").trim()
  const code = typed === "" || !session.allow_promotion_codes ? undefined : findCode(world, typed)
  if (typed !== "" && !code) return "This code is invalid."
  try {
    const coupon = code && usableCode(world, code, session.customer ?? "", "promotion_code")
    const minimum = code?.restrictions.minimum_amount ?? 0
    if (checkout.lineItems.reduce((sum, item) => sum + item.amount_subtotal, 0) < minimum)
      return "This code needs a larger order."
    const discounts = code && coupon ? [{ coupon: coupon.id, promotionCode: code.id }] : checkout.discounts
    repriced(world, session, { ...checkout, lineItems, discounts })
    return null
  } catch (failure) {
    if (failure instanceof StripeFailure) return failure.body.message
    throw failure
  }
}

/** Keeps the tax id that was typed, as a VAT number of the EU or Britain, or an employer's number. */
export const addTaxId = (world: World, customer: string, value: string): void => {
  const type = /^GB/.test(value) ? "gb_vat" : /^[A-Z]{2}/.test(value) ? "eu_vat" : "us_ein"
  try {
    createTaxId(world, customer, new Params({ type, value }))
  } catch (failure) {
    if (!(failure instanceof StripeFailure)) throw failure
  }
}
