import type { Params } from "./Params.ts"
import { newPrice } from "./PriceCreation.ts"
import type { Price } from "./Wire.ts"
import type { World } from "./World.ts"

const fields = [
  "currency",
  "product",
  "product_data[name]",
  "product_data[description]",
  "product_data[metadata][*]",
  "product_data[unit_label]",
  "unit_amount",
  "unit_amount_decimal",
  "tax_behavior",
  "recurring[interval]",
  "recurring[interval_count]",
]

/** What `price_data` may hold, at the top or below a place such as `items[]`. */
export const priceDataParams = (place = ""): ReadonlyArray<string> => {
  const name = place === "" ? "price_data" : `${place}[price_data]`
  return fields.map((field) => `${name}${field.replace(/^(\w+)/, "[$1]")}`)
}

/** The price that `price_data` makes for this one use; nobody else can buy it. */
export const inlinePrice = (world: World, params: Params): Price | undefined => {
  const data = params.object("price_data")
  if (!data) return undefined
  const price = newPrice(world, data)
  return world.prices.put(price.id, { ...price, active: false })
}
