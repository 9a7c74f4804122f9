import { invalid } from "./Errors.ts"
import { emit } from "./Events.ts"
import { newId } from "./Ids.ts"
import { addTo } from "./DiscountDuration.ts"
import type { Params } from "./Params.ts"
import type { Coupon, Discount, PromotionCode } from "./Wire.ts"
import { reference, type World } from "./World.ts"

export const discountParams = [
  "discounts",
  "discounts[][coupon]",
  "discounts[][promotion_code]",
  "discounts[][discount]",
]

interface Owner {
  readonly customer: string
  readonly subscription?: string
  readonly invoice?: string
  readonly session?: string
}

/** Refuses a coupon that cannot be redeemed any more. */
export const redeemable = (world: World, coupon: Coupon, param: string): Coupon => {
  const usedUp = coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions
  if (!usedUp && (coupon.redeem_by === null || coupon.redeem_by > world.now())) return coupon
  throw invalid(`Coupon expired: ${coupon.id}`, { code: "coupon_expired", param })
}

/** Refuses a promotion code that does not count for this customer. */
export const usableCode = (world: World, code: PromotionCode, customer: string, param: string): Coupon => {
  const coupon = reference(world.coupons, "coupon", code.promotion.coupon ?? "", param)
  const usedUp = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions
  const late = code.expires_at !== null && code.expires_at <= world.now()
  if (!code.active || usedUp || late)
    throw invalid("This promotion code cannot be redeemed because it is no longer active.", {
      code: "promotion_code_not_active",
      param,
    })
  if (code.customer !== null && code.customer !== customer)
    throw invalid("This promotion code cannot be redeemed by this customer.", { param })
  const paidBefore = world.invoices
    .all()
    .some((one) => one.customer === customer && one.status === "paid" && one.amount_paid > 0)
  if (code.restrictions.first_time_transaction && paidBefore) {
    throw invalid("This promotion code cannot be redeemed because the associated customer has prior transactions.", {
      param,
    })
  }
  return redeemable(world, coupon, param)
}

/** A stored and announced discount; the redemption is counted. */
export const redeem = (world: World, coupon: Coupon, code: PromotionCode | null, owner: Owner): Discount => {
  world.coupons.put(coupon.id, { ...coupon, times_redeemed: coupon.times_redeemed + 1 })
  if (code) world.promotionCodes.put(code.id, { ...code, times_redeemed: code.times_redeemed + 1 })
  const discount: Discount = {
    id: newId("di"),
    object: "discount",
    checkout_session: owner.session ?? null,
    customer: owner.customer,
    customer_account: null,
    end: addTo(world.now(), coupon),
    invoice: owner.invoice ?? null,
    invoice_item: null,
    promotion_code: code?.id ?? null,
    source: { coupon: coupon.id, type: "coupon" },
    start: world.now(),
    subscription: owner.subscription ?? null,
    subscription_item: null,
  }
  world.discounts.put(discount.id, discount)
  if (owner.invoice === undefined) emit(world, "customer.discount.created", discount)
  return discount
}

/** The discounts that `discounts[]` asks for: known ones by id, new ones by coupon or promotion code; undefined when it is not sent. */
export const readDiscounts = (world: World, params: Params, owner: Owner): ReadonlyArray<Discount> | undefined => {
  if (!params.has("discounts")) return undefined
  return params.objects("discounts").map((one) => {
    const known = one.string("discount")
    if (known !== undefined) return reference(world.discounts, "discount", known, one.nameOf("discount"))
    const { coupon, code } = choose(world, one, owner.customer)
    return redeem(world, coupon, code, owner)
  })
}

/** The coupon that a parameter names, by itself or through a promotion code. */
export const choose = (world: World, one: Params, customer: string): { coupon: Coupon; code: PromotionCode | null } => {
  const codeId = one.string("promotion_code")
  if (codeId === undefined) {
    const coupon = reference(world.coupons, "coupon", one.required("coupon"), one.nameOf("coupon"))
    return { coupon: redeemable(world, coupon, one.nameOf("coupon")), code: null }
  }
  const param = one.nameOf("promotion_code")
  const code = reference(world.promotionCodes, "promotion code", codeId, param)
  return { coupon: usableCode(world, code, customer, param), code }
}
