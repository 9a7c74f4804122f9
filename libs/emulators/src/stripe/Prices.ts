import { emit } from "./Events.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import { search } from "./Search.ts"
import type { Endpoint } from "./Router.ts"
import type { Price } from "./Wire.ts"
import { save, takeLookupKey, taxBehaviours } from "./LookupKeys.ts"
import { newPrice, priceParams } from "./PriceCreation.ts"
import { resource, type World } from "./World.ts"

const updatable = ["active", "lookup_key", "metadata", "metadata[*]", "nickname", "tax_behavior", "transfer_lookup_key"]

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
  const meter = params.object("recurring")?.string("meter")
  const usage = params.object("recurring")?.string("usage_type")
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
        is<string | null>(meter, price.recurring?.meter) &&
        is<string>(usage, price.recurring?.usage_type) &&
        (keys.length === 0 || (price.lookup_key !== null && keys.includes(price.lookup_key))) &&
        within(price),
    )
}

export const priceEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/prices",
    allow: [...updatable, ...priceParams],
    handle: ({ params }) => {
      const price = newPrice(world, params)
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
      "recurring[meter]",
      "recurring[usage_type]",
    ],
    handle: ({ params, path }) => page(path, filtered(world, params), params),
  },
  {
    method: "GET",
    path: "/v1/prices/search",
    allow: ["query", "limit", "page"],
    handle: ({ params, path }) => search(path, world.prices.all(), params),
  },
  { method: "GET", path: "/v1/prices/:id", allow: [], handle: ({ id }) => resource(world.prices, "price", id) },
  {
    method: "POST",
    path: "/v1/prices/:id",
    allow: updatable,
    handle: ({ id, params }) => update(world, resource(world.prices, "price", id), params),
  },
]
