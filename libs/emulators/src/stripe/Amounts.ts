import type { Price } from "./Wire.ts"
import type { Tier, World } from "./World.ts"

const scale = 12

/** A decimal number of minor units times a whole quantity, rounded half away from zero to whole minor units. */
export const times = (decimal: string, quantity: number): number => {
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".")
  const units = BigInt(whole + fraction.slice(0, scale).padEnd(scale, "0")) * BigInt(quantity)
  const one = 10n ** BigInt(scale)
  const rounded = Number((units + one / 2n) / one)
  return decimal.startsWith("-") && rounded !== 0 ? -rounded : rounded
}

/** A part of what a quantity costs, as one line of an invoice shows it. Amounts in minor units. */
export interface Part {
  readonly amount: number
  readonly quantity: number
  readonly unitDecimal: string
  readonly label: string | null
}

/** What a quantity of a price costs for one period, tier by tier where it has tiers. */
export const partsOf = (world: World, price: Price, quantity: number): ReadonlyArray<Part> => {
  const tiers = price.billing_scheme === "tiered" ? (world.tiers.get(price.id)?.tiers ?? []) : undefined
  if (tiers) return price.tiers_mode === "volume" ? volume(tiers, quantity) : graduated(tiers, quantity)
  const unitDecimal = price.unit_amount_decimal ?? "0"
  return [{ amount: times(unitDecimal, transformed(price, quantity)), quantity, unitDecimal, label: null }]
}

export const amountOf = (world: World, price: Price, quantity: number): number =>
  partsOf(world, price, quantity).reduce((sum, part) => sum + part.amount, 0)

const transformed = ({ transform_quantity: transform }: Price, quantity: number): number => {
  if (!transform) return quantity
  const packages = quantity / transform.divide_by
  return transform.round === "up" ? Math.ceil(packages) : Math.floor(packages)
}

const inTier = (tier: Tier, quantity: number, label: string): ReadonlyArray<Part> => {
  const unit = tier.unit_amount_decimal ?? "0"
  const flat = tier.flat_amount_decimal ?? null
  const units: Part = { amount: times(unit, quantity), quantity, unitDecimal: unit, label }
  return flat === null || times(flat, 1) === 0
    ? [units]
    : [units, { amount: times(flat, 1), quantity: 0, unitDecimal: flat, label: "Flat fee" }]
}

const volume = (tiers: ReadonlyArray<Tier>, quantity: number): ReadonlyArray<Part> => {
  const tier = tiers.find((one) => one.up_to === null || quantity <= one.up_to)
  return tier ? inTier(tier, quantity, "") : []
}

const graduated = (tiers: ReadonlyArray<Tier>, quantity: number): ReadonlyArray<Part> => {
  const parts: Array<Part> = []
  let below = 0
  for (const [index, tier] of tiers.entries()) {
    const share = Math.max(0, Math.min(quantity, tier.up_to ?? Infinity) - below)
    if (index > 0 && share === 0) break
    const last = tier.up_to === null || quantity <= tier.up_to
    parts.push(...inTier(tier, share, `Tier ${index + 1}`))
    if (last) break
    below = tier.up_to ?? below
  }
  return parts
}
