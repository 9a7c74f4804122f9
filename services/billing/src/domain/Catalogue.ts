import { paidMeters, type MeterKey, type PlanName, plans, prices } from "@tango/contracts/Plans"

/** What is sold, as a product; the id is ours, so that it is found without a search. `plan` is null for what is paid by use. */
export interface CatalogueProduct {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly unitLabel: string
  readonly plan: PlanName | null
  readonly active: boolean
}

/** From the tier before up to `upTo` units (null: all that follow), `unitAmount` in minor units each. */
export interface Tier {
  readonly upTo: number | null
  readonly unitAmount: number
}

/** How an amount comes about; in minor units. A flat price is one per unit of which there is one. */
export type Terms =
  | { readonly _tag: "PerUnit"; readonly unitAmount: number }
  | { readonly _tag: "Tiered"; readonly mode: "graduated" | "volume"; readonly tiers: ReadonlyArray<Tier> }

/** A price of a product. `meter` where it is paid by use. */
export interface CataloguePrice {
  readonly key: string
  readonly product: string
  readonly plan: PlanName | null
  readonly terms: Terms
  readonly currency: string
  readonly interval: string
  readonly meter: MeterKey | null
}

/** A price as Stripe has it. `lookupKey` is null once a successor has taken it; `meterId` is Stripe's. */
export interface ActualPrice {
  readonly id: string
  readonly lookupKey: string | null
  readonly active: boolean
  readonly product: string
  readonly terms: Terms
  readonly currency: string
  readonly interval: string | null
  readonly meterId: string | null
  readonly metadata: Readonly<Record<string, string>>
}

/** A meter as Stripe has it. */
export interface ActualMeter {
  readonly id: string
  readonly eventName: string
}

export interface Actual {
  readonly products: ReadonlyArray<CatalogueProduct>
  readonly prices: ReadonlyArray<ActualPrice>
  readonly meters: ReadonlyArray<ActualMeter>
  /** The portal's configuration: null where there is none, else whether it is as it should be. */
  readonly portal: { readonly id: string; readonly same: boolean } | null
}

/** One thing to do, or not; each product, meter and price and the portal have exactly one that is not Retire. */
export type Step =
  | { readonly _tag: "Same"; readonly name: string }
  | { readonly _tag: "CreateProduct" | "UpdateProduct"; readonly product: CatalogueProduct }
  | { readonly _tag: "CreateMeter"; readonly meter: MeterKey }
  | { readonly _tag: "CreatePrice"; readonly price: CataloguePrice }
  | { readonly _tag: "ReplacePrice"; readonly price: CataloguePrice; readonly old: string }
  | { readonly _tag: "AmendPrice"; readonly price: CataloguePrice; readonly id: string }
  /** A replaced price that may still be bought: an earlier run did not finish. */
  | { readonly _tag: "RetirePrice"; readonly id: string }
  | { readonly _tag: "CreatePortal" }
  | { readonly _tag: "UpdatePortal"; readonly id: string }

const productId = (name: string): string => `tango_${name}`
export const meterEventName = (meter: MeterKey): string => `tango_${meter}`

export const wantedProducts: ReadonlyArray<CatalogueProduct> = [
  ...(["pro", "business"] as const).map((plan) => ({
    id: productId(plan),
    name: `Tango ${plans[plan].title}`,
    description: plans[plan].description,
    unitLabel: "seat",
    plan,
    active: true,
  })),
  ...Object.values(paidMeters).map(({ key, title }) => ({
    id: productId(key),
    name: `Tango ${title}`,
    description: "Paid by use.",
    unitLabel: "unit",
    plan: null,
    active: true,
  })),
]

export const wantedMeters: ReadonlyArray<MeterKey> = Object.values(paidMeters).map(({ key }) => key)

export const wantedPrices: ReadonlyArray<CataloguePrice> = [
  ...Object.values(prices).map(({ currency, interval, key, plan, unitAmount }) => ({
    key,
    product: productId(plan),
    plan,
    terms: { _tag: "PerUnit" as const, unitAmount },
    currency,
    interval,
    meter: null,
  })),
  ...Object.values(paidMeters).map(({ currency, key, priceKey, unitAmount }) => ({
    key: priceKey,
    product: productId(key),
    plan: null,
    terms: { _tag: "PerUnit" as const, unitAmount },
    currency,
    interval: "month",
    meter: key,
  })),
]

/** What a price carries besides its terms; it keeps this when its lookup key goes to a successor. */
export const priceMetadata = ({ key, plan }: CataloguePrice): Record<string, string> => ({
  price_key: key,
  ...(plan === null ? {} : { plan }),
})

const productStep = (wanted: CatalogueProduct, actual: CatalogueProduct | undefined): Step => {
  if (actual === undefined) return { _tag: "CreateProduct", product: wanted }
  const same =
    actual.name === wanted.name &&
    actual.description === wanted.description &&
    actual.unitLabel === wanted.unitLabel &&
    actual.plan === wanted.plan &&
    actual.active === wanted.active
  return same ? { _tag: "Same", name: wanted.id } : { _tag: "UpdateProduct", product: wanted }
}

const sameTerms = (one: Terms, other: Terms): boolean => {
  if (one._tag === "PerUnit" || other._tag === "PerUnit")
    return one._tag === "PerUnit" && other._tag === "PerUnit" && one.unitAmount === other.unitAmount
  return (
    one.mode === other.mode &&
    one.tiers.length === other.tiers.length &&
    one.tiers.every(({ unitAmount, upTo }, index) => {
      const tier = other.tiers[index]
      return tier?.upTo === upTo && tier.unitAmount === unitAmount
    })
  )
}

const priceStep = (
  wanted: CataloguePrice,
  actual: ActualPrice | undefined,
  actualMeters: ReadonlyArray<ActualMeter>,
): Step => {
  if (actual === undefined) return { _tag: "CreatePrice", price: wanted }
  const meterName = actualMeters.find(({ id }) => id === actual.meterId)?.eventName ?? null
  const same =
    actual.product === wanted.product &&
    sameTerms(actual.terms, wanted.terms) &&
    actual.currency === wanted.currency &&
    actual.interval === wanted.interval &&
    meterName === (wanted.meter === null ? null : meterEventName(wanted.meter))
  if (!same) return { _tag: "ReplacePrice", price: wanted, old: actual.id }
  const sameWords = Object.entries(priceMetadata(wanted)).every(([name, value]) => actual.metadata[name] === value)
  return actual.active && sameWords
    ? { _tag: "Same", name: wanted.key }
    : { _tag: "AmendPrice", price: wanted, id: actual.id }
}

const portalStep = (portal: Actual["portal"]): Step => {
  if (portal === null) return { _tag: "CreatePortal" }
  return portal.same ? { _tag: "Same", name: "portal" } : { _tag: "UpdatePortal", id: portal.id }
}

/** What makes Stripe agree with `@tango/contracts/Plans`, in the order in which it has to be done. */
export const stepsTo = (
  actual: Actual,
  products: ReadonlyArray<CatalogueProduct> = wantedProducts,
  wanted: ReadonlyArray<CataloguePrice> = wantedPrices,
): ReadonlyArray<Step> => [
  ...products.map((product) =>
    productStep(
      product,
      actual.products.find(({ id }) => id === product.id),
    ),
  ),
  ...wantedMeters.map((meter): Step =>
    actual.meters.some(({ eventName }) => eventName === meterEventName(meter))
      ? { _tag: "Same", name: meterEventName(meter) }
      : { _tag: "CreateMeter", meter },
  ),
  ...wanted.map((price) =>
    priceStep(
      price,
      actual.prices.find(({ lookupKey }) => lookupKey === price.key),
      actual.meters,
    ),
  ),
  ...actual.prices
    .filter(({ active, lookupKey, metadata }) => active && lookupKey === null && metadata["price_key"] !== undefined)
    .map(({ id }): Step => ({ _tag: "RetirePrice", id })),
  portalStep(actual.portal),
]

export const countSteps = (steps: ReadonlyArray<Step>) => {
  const created = steps.filter(({ _tag }) => _tag.startsWith("Create")).length
  const same = steps.filter(({ _tag }) => _tag === "Same").length
  return { created, changed: steps.length - created - same, same }
}
