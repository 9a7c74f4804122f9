import { emit } from "./Events.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { takeLookupKey, taxBehaviours } from "./LookupKeys.ts"
import type { Params } from "./Params.ts"
import { newProduct } from "./NewProduct.ts"
import type { Price } from "./Wire.ts"
import { reference, type Tier, type World } from "./World.ts"

export const priceParams = [
  "currency",
  "product",
  "product_data[name]",
  "product_data[metadata][*]",
  "product_data[unit_label]",
  "product_data[active]",
  "product_data[id]",
  "unit_amount",
  "unit_amount_decimal",
  "billing_scheme",
  "tiers_mode",
  ...["up_to", "unit_amount", "unit_amount_decimal", "flat_amount", "flat_amount_decimal"].map(
    (name) => `tiers[][${name}]`,
  ),
  "transform_quantity[divide_by]",
  "transform_quantity[round]",
  ...["interval", "interval_count", "usage_type", "trial_period_days", "meter"].map((name) => `recurring[${name}]`),
]

const recurringOf = (world: World, params: Params): Price["recurring"] => {
  const recurring = params.object("recurring")
  if (!recurring) return null
  const interval = recurring.oneOf("interval", ["day", "week", "month", "year"])
  if (!interval) throw missingParameter("recurring[interval]")
  const usage = recurring.oneOf("usage_type", ["licensed", "metered"]) ?? "licensed"
  const meter = recurring.string("meter")
  if (usage === "metered" && meter === undefined)
    throw invalid("You must provide a `meter` when `usage_type` is `metered`.", { param: "recurring[meter]" })
  const count = recurring.integer("interval_count") ?? 1
  const most = { day: 1095, week: 156, month: 36, year: 3 }[interval]
  if (count < 1 || count > most)
    throw invalid("The maximum interval is three years.", { param: "recurring[interval_count]" })
  return {
    interval,
    interval_count: count,
    meter: meter === undefined ? null : reference(world.meters, "meter", meter, "recurring[meter]").id,
    trial_period_days: recurring.integer("trial_period_days") ?? null,
    usage_type: usage,
  }
}

/** A decimal number of minor units as text, given whole or with up to twelve places. */
const decimalOf = (params: Params, name: string): string | null => {
  const whole = params.integer(name)
  const text = params.string(`${name}_decimal`)
  if (whole !== undefined && text !== undefined)
    throw invalid(`You may only specify one of these parameters: ${name}, ${name}_decimal.`, {
      param: params.nameOf(name),
    })
  if (whole !== undefined && (whole < 0 || whole > 99_999_999))
    throw invalid(whole < 0 ? "Invalid non-negative integer" : "Amount must be no more than $999,999.99", {
      code: whole < 0 ? "parameter_invalid_integer" : "amount_too_large",
      param: params.nameOf(name),
    })
  if (text !== undefined && !/^\d+(\.\d{1,12})?$/.test(text))
    throw invalid(`Invalid decimal: ${text}`, { param: params.nameOf(`${name}_decimal`) })
  return text ?? (whole === undefined ? null : String(whole))
}

const whole = (decimal: string | null): number | null =>
  decimal !== null && /^\d+$/.test(decimal) ? Number(decimal) : null

const tiersOf = (params: Params): ReadonlyArray<Tier> => {
  const tiers = params.objects("tiers").map((one): Tier => {
    const unit = decimalOf(one, "unit_amount")
    const flat = decimalOf(one, "flat_amount")
    const upTo = one.required("up_to") === "inf" ? null : (one.integer("up_to") ?? null)
    return {
      flat_amount: whole(flat),
      flat_amount_decimal: flat,
      unit_amount: whole(unit),
      unit_amount_decimal: unit,
      up_to: upTo,
    }
  })
  const rises = tiers.every(
    (tier, index) => index === 0 || tier.up_to === null || tier.up_to > (tiers[index - 1]?.up_to ?? Infinity),
  )
  if (tiers.length === 0 || tiers.at(-1)?.up_to !== null || !rises)
    throw invalid("Tiers must rise, and the last one must have `up_to` set to `inf`.", { param: "tiers" })
  return tiers
}

const transformOf = (params: Params): Price["transform_quantity"] => {
  const transform = params.object("transform_quantity")
  if (!transform) return null
  const divide = transform.integer("divide_by")
  if (divide === undefined || divide < 1) throw missingParameter("transform_quantity[divide_by]")
  return { divide_by: divide, round: transform.oneOf("round", ["up", "down"]) ?? "up" }
}

const productOf = (world: World, params: Params): string => {
  const data = params.object("product_data")
  if (!data) return reference(world.products, "product", params.required("product"), "product").id
  const product = newProduct(world, data)
  world.products.put(product.id, product)
  emit(world, "product.created", product)
  return product.id
}

const currencies = new Set(Intl.supportedValuesOf("currency"))

/** A stored price: flat, tiered, metered or per package. */
export const newPrice = (world: World, params: Params, product?: string): Price => {
  const currency = params.required("currency").toLowerCase()
  if (!currencies.has(currency.toUpperCase()))
    throw invalid(`Invalid currency: ${currency}.`, { param: params.nameOf("currency") })
  const tiered = params.oneOf("billing_scheme", ["per_unit", "tiered"]) === "tiered"
  const unit = decimalOf(params, "unit_amount")
  if (tiered !== params.has("tiers"))
    throw tiered ? missingParameter("tiers") : invalid("`tiers` needs `billing_scheme=tiered`.", { param: "tiers" })
  if (!tiered && unit === null) throw missingParameter("unit_amount")
  const mode = params.oneOf("tiers_mode", ["graduated", "volume"])
  if (tiered && mode === undefined) throw missingParameter("tiers_mode")
  const recurring = recurringOf(world, params)
  const price: Price = {
    id: newId("price"),
    object: "price",
    active: params.boolean("active") ?? true,
    billing_scheme: tiered ? "tiered" : "per_unit",
    created: world.now(),
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: takeLookupKey(world, params) ?? null,
    metadata: params.metadata(),
    nickname: params.nullable("nickname") ?? null,
    product: product ?? productOf(world, params),
    recurring,
    tax_behavior: params.oneOf("tax_behavior", taxBehaviours) ?? "unspecified",
    tiers_mode: mode ?? null,
    transform_quantity: transformOf(params),
    type: recurring ? "recurring" : "one_time",
    unit_amount: tiered ? null : whole(unit),
    unit_amount_decimal: tiered ? null : unit,
  }
  if (tiered) world.tiers.put(price.id, { id: price.id, tiers: tiersOf(params) })
  return world.prices.put(price.id, price)
}
