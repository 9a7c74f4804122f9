import { changeSubscription } from "./Changing.ts"
import { checkItems, itemsAfter, quantityOf } from "./ItemChanges.ts"
import { page, pagingParams } from "./Paging.ts"
import { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import type { Subscription, SubscriptionItem } from "./Wire.ts"
import { noSuchResource } from "./Errors.ts"
import { reference, type World } from "./World.ts"

const found = (world: World, id: string): { item: SubscriptionItem; subscription: Subscription } => {
  const subscription = world.subscriptions.all().find((one) => one.items.data.some((item) => item.id === id))
  const item = subscription?.items.data.find((one) => one.id === id)
  if (!subscription || !item) throw noSuchResource("subscription_item", id)
  return { item, subscription }
}

/** Changes one item as `subscriptions.update` would. */
const change = (
  world: World,
  subscription: Subscription,
  fields: Record<string, string>,
  params: Params,
): Subscription => {
  const metadata = Object.fromEntries(Object.entries(params.metadata()).map(([key, value]) => [key, value]))
  const one = { ...fields, ...(params.has("metadata") ? { metadata } : {}) }
  const items = itemsAfter(world, subscription, new Params({ items: { 0: one } }))
  checkItems(items, subscription.currency)
  const behaviours = ["allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete"] as const
  return changeSubscription(world, subscription, {
    items,
    anchorNow: false,
    fields: {},
    proration:
      params.oneOf("proration_behavior", ["create_prorations", "always_invoice", "none"]) ?? "create_prorations",
    prorationDate: params.integer("proration_date"),
    payment: params.oneOf("payment_behavior", behaviours) ?? "allow_incomplete",
  })
}

const given = (params: Params): Record<string, string> => {
  const price = params.string("price")
  const quantity = quantityOf(params)
  return {
    ...(price === undefined ? {} : { price }),
    ...(quantity === undefined ? {} : { quantity: String(quantity) }),
  }
}

const shared = [
  "price",
  "quantity",
  "metadata",
  "metadata[*]",
  "proration_behavior",
  "proration_date",
  "payment_behavior",
]

export const subscriptionItemEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/subscription_items",
    allow: [...shared, "subscription"],
    handle: ({ params }) => {
      const subscription = reference(
        world.subscriptions,
        "subscription",
        params.required("subscription"),
        "subscription",
      )
      const price = params.required("price")
      const after = change(world, subscription, { ...given(params), price }, params)
      const item = after.items.data.find((one) => one.price.id === price)
      return item ?? {}
    },
  },
  {
    method: "GET",
    path: "/v1/subscription_items",
    allow: [...pagingParams, "subscription"],
    handle: ({ params, path }) => {
      const id = params.required("subscription")
      const { items } = reference(world.subscriptions, "subscription", id, "subscription")
      return page(path, items.data, params)
    },
  },
  { method: "GET", path: "/v1/subscription_items/:id", allow: [], handle: ({ id }) => found(world, id).item },
  {
    method: "POST",
    path: "/v1/subscription_items/:id",
    allow: [...shared, "off_session"],
    handle: ({ id, params }) => {
      change(world, found(world, id).subscription, { ...given(params), id }, params)
      return found(world, id).item
    },
  },
  {
    method: "DELETE",
    path: "/v1/subscription_items/:id",
    allow: ["proration_behavior", "proration_date", "payment_behavior", "clear_usage"],
    handle: ({ id, params }) => {
      change(world, found(world, id).subscription, { id, deleted: "true" }, params)
      return { id, object: "subscription_item", deleted: true }
    },
  },
]
