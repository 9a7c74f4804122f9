import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { invalid } from "./Errors.ts"
import { newProduct, productFeatures } from "./NewProduct.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import { newPrice } from "./PriceCreation.ts"
import type { Endpoint } from "./Router.ts"
import { search } from "./Search.ts"
import type { Product } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

const writable = [
  "active",
  "default_price",
  "description",
  "images[]",
  "marketing_features[][name]",
  "metadata",
  "metadata[*]",
  "name",
  "statement_descriptor",
  "tax_code",
  "unit_label",
  "url",
]

const update = (world: World, before: Product, params: Params): Product => {
  const text = (name: string, value: string | null | undefined): string | null => {
    const sent = params.nullable(name)
    return sent === undefined ? (value ?? null) : sent
  }
  const defaultPrice = text("default_price", before.default_price)
  if (defaultPrice !== null) reference(world.prices, "price", defaultPrice, "default_price")
  const after: Product = {
    ...before,
    active: params.boolean("active") ?? before.active,
    default_price: defaultPrice,
    description: text("description", before.description),
    images: params.has("images") ? [...params.strings("images")] : before.images,
    marketing_features: params.has("marketing_features") ? productFeatures(params) : before.marketing_features,
    metadata: params.metadata(before.metadata),
    name: params.string("name") ?? before.name,
    statement_descriptor: text("statement_descriptor", before.statement_descriptor),
    tax_code: text("tax_code", before.tax_code),
    unit_label: text("unit_label", before.unit_label),
    updated: world.now(),
    url: text("url", before.url),
  }
  world.products.put(after.id, after)
  emit(world, "product.updated", after, differences(before, after))
  return after
}

const remove = (world: World, product: Product): object => {
  if (world.prices.all().some((price) => price.product === product.id)) {
    throw invalid("This product cannot be deleted because it has one or more user-created prices.")
  }
  world.products.delete(product.id)
  emit(world, "product.deleted", product)
  return { id: product.id, object: "product", deleted: true }
}

const defaultPrice = [
  "currency",
  "unit_amount",
  "unit_amount_decimal",
  "tax_behavior",
  "recurring[interval]",
  "recurring[interval_count]",
  "metadata[*]",
].map((name) => `default_price_data${name.replace(/^(\w+)/, "[$1]")}`)

export const productEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/products",
    allow: [...writable.filter((name) => name !== "default_price"), "id", "type", "shippable", ...defaultPrice],
    handle: ({ params }) => {
      const made = newProduct(world, params)
      const data = params.object("default_price_data")
      const price = data && newPrice(world, data, made.id)
      const product = world.products.put(made.id, { ...made, default_price: price?.id ?? null })
      emit(world, "product.created", product)
      if (price) emit(world, "price.created", price)
      return product
    },
  },
  {
    method: "GET",
    path: "/v1/products",
    allow: [...pagingParams, ...createdParams, "active", "ids[]", "type", "shippable", "url"],
    handle: ({ params, path }) => {
      const active = params.boolean("active")
      const ids = params.strings("ids")
      const within = createdWithin(params)
      const found = world.products
        .all()
        .filter((one) => (active === undefined || one.active === active) && (ids.length === 0 || ids.includes(one.id)))
      return page(path, found.filter(within), params)
    },
  },
  {
    method: "GET",
    path: "/v1/products/search",
    allow: ["query", "limit", "page"],
    handle: ({ params, path }) => search(path, world.products.all(), params),
  },
  {
    method: "GET",
    path: "/v1/products/:id",
    allow: [],
    handle: ({ id }) => resource(world.products, "product", id),
  },
  {
    method: "POST",
    path: "/v1/products/:id",
    allow: writable,
    handle: ({ id, params }) => update(world, resource(world.products, "product", id), params),
  },
  {
    method: "DELETE",
    path: "/v1/products/:id",
    allow: [],
    handle: ({ id }) => remove(world, resource(world.products, "product", id)),
  },
]
