import { type PlanName, plans, type PriceKey, prices } from "@tango/contracts/Plans"

/** A plan as a product; the id is ours, so that it is found without a search. */
export interface CatalogueProduct {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly unitLabel: string
  readonly plan: PlanName
  readonly active: boolean
}

/** A price of it; `unitAmount` in minor units. */
export interface CataloguePrice {
  readonly key: PriceKey
  readonly product: string
  readonly plan: PlanName
  readonly unitAmount: number
  readonly currency: string
  readonly interval: string
}

/** A price as Stripe has it. `lookupKey` is null once a successor has taken it. */
export interface ActualPrice {
  readonly id: string
  readonly lookupKey: string | null
  readonly active: boolean
  readonly product: string
  readonly unitAmount: number | null
  readonly currency: string
  readonly interval: string | null
  readonly metadata: Readonly<Record<string, string>>
}

export interface Actual {
  readonly products: ReadonlyArray<CatalogueProduct>
  readonly prices: ReadonlyArray<ActualPrice>
}

/** One thing to do, or not; each plan and each price has exactly one that is not Retire. */
export type Step =
  | { readonly _tag: "Same"; readonly name: string }
  | { readonly _tag: "CreateProduct" | "UpdateProduct"; readonly product: CatalogueProduct }
  | { readonly _tag: "CreatePrice"; readonly price: CataloguePrice }
  | { readonly _tag: "ReplacePrice"; readonly price: CataloguePrice; readonly old: string }
  | { readonly _tag: "AmendPrice"; readonly price: CataloguePrice; readonly id: string }
  /** A replaced price that may still be bought: an earlier run did not finish. */
  | { readonly _tag: "RetirePrice"; readonly id: string }

const productId = (plan: PlanName): string => `tango_${plan}`

export const wantedProducts: ReadonlyArray<CatalogueProduct> = (["pro", "business"] as const).map((plan) => ({
  id: productId(plan),
  name: `Tango ${plans[plan].title}`,
  description: plans[plan].description,
  unitLabel: "seat",
  plan,
  active: true,
}))

export const wantedPrices: ReadonlyArray<CataloguePrice> = Object.values(prices).map(
  ({ currency, interval, key, plan, unitAmount }) => ({
    key,
    product: productId(plan),
    plan,
    unitAmount,
    currency,
    interval,
  }),
)

/** What a price carries besides its terms; it keeps this when its lookup key goes to a successor. */
export const priceMetadata = ({ key, plan }: CataloguePrice) => ({ price_key: key, plan })

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

const priceStep = (wanted: CataloguePrice, actual: ActualPrice | undefined): Step => {
  if (actual === undefined) return { _tag: "CreatePrice", price: wanted }
  const sameTerms =
    actual.product === wanted.product &&
    actual.unitAmount === wanted.unitAmount &&
    actual.currency === wanted.currency &&
    actual.interval === wanted.interval
  if (!sameTerms) return { _tag: "ReplacePrice", price: wanted, old: actual.id }
  const sameWords = Object.entries(priceMetadata(wanted)).every(([name, value]) => actual.metadata[name] === value)
  return actual.active && sameWords
    ? { _tag: "Same", name: wanted.key }
    : { _tag: "AmendPrice", price: wanted, id: actual.id }
}

/** What makes Stripe agree with `@tango/contracts/Plans`, products first. */
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
  ...wanted.map((price) =>
    priceStep(
      price,
      actual.prices.find(({ lookupKey }) => lookupKey === price.key),
    ),
  ),
  ...actual.prices
    .filter(({ active, lookupKey, metadata }) => active && lookupKey === null && metadata["price_key"] !== undefined)
    .map(({ id }): Step => ({ _tag: "RetirePrice", id })),
]

export const countSteps = (steps: ReadonlyArray<Step>) => {
  const created = steps.filter(({ _tag }) => _tag === "CreateProduct" || _tag === "CreatePrice").length
  const same = steps.filter(({ _tag }) => _tag === "Same").length
  return { created, changed: steps.length - created - same, same }
}
