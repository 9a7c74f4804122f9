import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import type { Price } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

const updatable = ["active", "lookup_key", "metadata", "metadata[*]", "nickname", "tax_behavior", "transfer_lookup_key"]
const intervals = ["day", "week", "month", "year"] as const
const taxBehaviours = ["exclusive", "inclusive", "unspecified"] as const

const recurringOf = (params: Params): Price["recurring"] => {
  const recurring = params.object("recurring")
  if (!recurring) return null
  const interval = recurring.oneOf("interval", intervals)
  if (!interval) throw missingParameter("recurring[interval]")
  return {
    interval,
    interval_count: recurring.integer("interval_count") ?? 1,
    meter: null,
    trial_period_days: recurring.integer("trial_period_days") ?? null,
    usage_type: recurring.oneOf("usage_type", ["licensed"]) ?? "licensed",
  }
}

const newPrice = (world: World, params: Params): Price => {
  const amount = params.integer("unit_amount")
  if (amount === undefined) throw missingParameter("unit_amount")
  if (amount < 0) throw invalid("Invalid non-negative integer", { param: "unit_amount" })
  const product = reference(world.products, "product", params.required("product"), "product")
  const recurring = recurringOf(params)
  return {
    id: newId("price"),
    object: "price",
    active: params.boolean("active") ?? true,
    billing_scheme: "per_unit",
    created: world.now(),
    currency: params.required("currency").toLowerCase(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: takeLookupKey(world, params) ?? null,
    metadata: params.metadata(),
    nickname: params.nullable("nickname") ?? null,
    product: product.id,
    recurring,
    tax_behavior: params.oneOf("tax_behavior", taxBehaviours) ?? "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: recurring ? "recurring" : "one_time",
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  }
}

/** The lookup key asked for, freed from the price that has it when `transfer_lookup_key` says so. */
const takeLookupKey = (world: World, params: Params, self?: string): string | null | undefined => {
  const key = params.nullable("lookup_key")
  if (key === null || key === undefined) return key
  const holder = world.prices.all().find((price) => price.lookup_key === key && price.id !== self)
  if (!holder) return key
  if (!params.boolean("transfer_lookup_key")) {
    throw invalid(`A price (\`${holder.id}\`) already uses that lookup key.`, { param: "lookup_key" })
  }
  save(world, holder, { ...holder, lookup_key: null })
  return key
}

const save = (world: World, before: Price, after: Price): Price => {
  world.prices.put(after.id, after)
  emit(world, "price.updated", after, differences(before, after))
  return after
}

const update = (world: World, before: Price, params: Params): Price => {
  const lookupKey = takeLookupKey(world, params, before.id)
  const nickname = params.nullable("nickname")
  return save(world, before, {
    ...before,
    active: params.boolean("active") ?? before.active,
    lookup_key: lookupKey === undefined ? before.lookup_key : lookupKey,
    metadata: params.metadata(before.metadata),
    nickname: nickname === undefined ? before.nickname : nickname,
    tax_behavior: params.oneOf("tax_behavior", taxBehaviours) ?? before.tax_behavior,
  })
}

const filtered = (world: World, params: Params): ReadonlyArray<Price> => {
  const active = params.boolean("active")
  const currency = params.string("currency")
  const keys = params.strings("lookup_keys")
  const product = params.string("product")
  const type = params.string("type")
  const interval = params.object("recurring")?.string("interval")
  const within = createdWithin(params)
  const is = <A>(asked: A | undefined, actual: A | undefined) => asked === undefined || asked === actual
  return world.prices
    .all()
    .filter(
      (price) =>
        is(active, price.active) &&
        is(currency, price.currency) &&
        is(product, price.product) &&
        is<string>(type, price.type) &&
        is<string>(interval, price.recurring?.interval) &&
        (keys.length === 0 || (price.lookup_key !== null && keys.includes(price.lookup_key))) &&
        within(price),
    )
}

export const priceEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/prices",
    allow: [
      ...updatable,
      "currency",
      "product",
      "unit_amount",
      "billing_scheme",
      ...["interval", "interval_count", "usage_type", "trial_period_days"].map((name) => `recurring[${name}]`),
    ],
    handle: ({ params }) => {
      const price = newPrice(world, params)
      world.prices.put(price.id, price)
      emit(world, "price.created", price)
      return price
    },
  },
  {
    method: "GET",
    path: "/v1/prices",
    allow: [
      ...pagingParams,
      ...createdParams,
      "active",
      "currency",
      "lookup_keys[]",
      "product",
      "type",
      "recurring[interval]",
    ],
    handle: ({ params, path }) => page(path, filtered(world, params), params),
  },
  { method: "GET", path: "/v1/prices/:id", allow: [], handle: ({ id }) => resource(world.prices, "price", id) },
  {
    method: "POST",
    path: "/v1/prices/:id",
    allow: updatable,
    handle: ({ id, params }) => update(world, resource(world.prices, "price", id), params),
  },
]
