import { invalid } from "./Errors.ts"
import { inlinePrice } from "./InlinePrices.ts"
import type { Params } from "./Params.ts"
import type { Plan, Price } from "./Wire.ts"
import { reference, type World } from "./World.ts"

/** The recurring price that a parameter names, which must be for sale, or that it makes. */
export const recurringPrice = (world: World, params: Params): Price => {
  const inline = inlinePrice(world, params)
  const param = params.nameOf(inline ? "price_data" : "price")
  const price = inline ?? reference(world.prices, "price", params.required("price"), param)
  if (!inline && !price.active)
    throw invalid("The price specified is inactive. This field only accepts active prices.", { param })
  if (price.recurring) return price
  throw invalid(
    "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
    { param },
  )
}

/** The legacy copy of a recurring price that subscription items still carry. */
export const planOf = (price: Price): Plan => ({
  id: price.id,
  object: "plan",
  active: price.active,
  amount: price.unit_amount,
  amount_decimal: price.unit_amount_decimal,
  billing_scheme: price.billing_scheme,
  created: price.created,
  currency: price.currency,
  interval: price.recurring?.interval ?? "month",
  interval_count: price.recurring?.interval_count ?? 1,
  livemode: false,
  metadata: price.metadata,
  meter: price.recurring?.meter ?? null,
  nickname: price.nickname,
  product: price.product,
  tiers_mode: price.tiers_mode,
  transform_usage: price.transform_quantity,
  trial_period_days: price.recurring?.trial_period_days ?? null,
  usage_type: price.recurring?.usage_type ?? "licensed",
})
