import { activeEntitlements } from "./Entitlements.ts"
import { invalid, noSuchResource } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import type { Feature } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

const create = (world: World, params: Params): Feature => {
  const key = params.required("lookup_key")
  if (world.features.all().some((one) => one.active && one.lookup_key === key))
    throw invalid(`A feature with lookup_key ${key} already exists.`, { param: "lookup_key" })
  const feature: Feature = {
    id: newId("feat_test"),
    object: "entitlements.feature",
    active: true,
    livemode: false,
    lookup_key: key,
    metadata: params.metadata(),
    name: params.required("name"),
  }
  return world.features.put(feature.id, feature)
}

const featureEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const path = "/v1/entitlements/features"
  const named = (id: string) => resource(world.features, "feature", id)
  const fields = ["name", "metadata", "metadata[*]"]
  return [
    { method: "POST", path, allow: [...fields, "lookup_key"], handle: ({ params }) => create(world, params) },
    {
      method: "GET",
      path,
      allow: [...pagingParams, "archived", "lookup_key"],
      handle: ({ params, path: url }) => {
        const key = params.string("lookup_key")
        const active = params.boolean("archived") !== true
        const fits = (one: Feature) => one.active === active && (key === undefined || one.lookup_key === key)
        return page(url, world.features.all().filter(fits), params)
      },
    },
    { method: "GET", path: `${path}/:id`, allow: [], handle: ({ id }) => named(id) },
    {
      method: "POST",
      path: `${path}/:id`,
      allow: [...fields, "active"],
      handle: ({ id, params }) => {
        const before = named(id)
        return world.features.put(id, {
          ...before,
          active: params.boolean("active") ?? before.active,
          metadata: params.metadata(before.metadata),
          name: params.string("name") ?? before.name,
        })
      },
    },
  ]
}

/** The features of products: what a subscription to one of their prices gives. */
const productFeatureEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const path = "/v1/products/:parent/features"
  const shown = (one: { id: string; feature: string }) => ({
    id: one.id,
    object: "product_feature",
    entitlement_feature: resource(world.features, "feature", one.feature),
    livemode: false,
  })
  const named = (product: string, id: string) => {
    const found = world.productFeatures.get(id)
    if (found?.product === product) return found
    throw noSuchResource("product feature", id)
  }
  const of = (product: string) => {
    const { id } = resource(world.products, "product", product)
    return world.productFeatures.all().filter((one) => one.product === id)
  }
  return [
    {
      method: "POST",
      path,
      allow: ["entitlement_feature"],
      handle: ({ parent, params }) => {
        const param = "entitlement_feature"
        const feature = reference(world.features, "feature", params.required(param), param)
        if (of(parent).some((one) => one.feature === feature.id))
          throw invalid("This feature is attached to this product already.", { param })
        const made = { id: newId("prodft"), product: parent, feature: feature.id }
        return shown(world.productFeatures.put(made.id, made))
      },
    },
    {
      method: "GET",
      path,
      allow: pagingParams,
      handle: ({ parent, params, path: url }) => page(url, of(parent).map(shown), params),
    },
    { method: "GET", path: `${path}/:id`, allow: [], handle: ({ parent, id }) => shown(named(parent, id)) },
    {
      method: "DELETE",
      path: `${path}/:id`,
      allow: [],
      handle: ({ parent, id }) => {
        world.productFeatures.delete(named(parent, id).id)
        return { id, object: "product_feature", deleted: true }
      },
    },
  ]
}

/** Features, the products that have them, and who is entitled to them by a subscription. */
export const entitlementEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  ...featureEndpoints(world),
  ...productFeatureEndpoints(world),
  {
    method: "GET",
    path: "/v1/entitlements/active_entitlements",
    allow: [...pagingParams, "customer"],
    handle: ({ params, path }) => {
      const { id } = reference(world.customers, "customer", params.required("customer"), "customer")
      return page(path, activeEntitlements(world, id), params)
    },
  },
  {
    method: "GET",
    path: "/v1/entitlements/active_entitlements/:id",
    allow: [],
    handle: ({ id }) => {
      const all = world.customers.all().flatMap((customer) => activeEntitlements(world, customer.id))
      const found = all.find((one) => one.id === id)
      if (found) return found
      throw noSuchResource("active entitlement", id)
    },
  },
]
