import { invalid } from "./Errors.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import { cancelNow, requested } from "./SubscriptionCancel.ts"
import { createSubscription, creationParams } from "./SubscriptionCreation.ts"
import { changeParams, changeSubscription } from "./SubscriptionChanges.ts"
import type { Subscription } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

const filtered = (world: World, params: Params): ReadonlyArray<Subscription> => {
  const status = params.string("status")
  const customer = params.string("customer")
  const price = params.string("price")
  if (customer !== undefined && !world.deletedCustomers.get(customer)) {
    reference(world.customers, "customer", customer, "customer")
  }
  const within = createdWithin(params)
  const hasStatus = (one: Subscription) => {
    if (status === undefined) return one.status !== "canceled"
    if (status === "ended") return one.status === "canceled" || one.status === "incomplete_expired"
    return status === "all" || one.status === status
  }
  return world.subscriptions
    .all()
    .filter(
      (one) =>
        hasStatus(one) &&
        (customer === undefined || one.customer === customer) &&
        (price === undefined || one.items.data.some((item) => item.price.id === price)) &&
        within(one),
    )
}

const cancel = (world: World, subscription: Subscription, params: Params): Subscription => {
  if (subscription.status === "canceled")
    throw invalid(`No such subscription: '${subscription.id}'`, { code: "resource_missing", param: "id" })
  const given = params.object("cancellation_details")
  return cancelNow(
    world,
    subscription,
    requested(subscription.cancellation_details, {
      comment: given?.nullable("comment"),
      feedback: given?.nullable("feedback"),
    }),
  )
}

export const subscriptionEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/subscriptions",
    allow: creationParams,
    handle: ({ params }) => createSubscription(world, params),
  },
  {
    method: "GET",
    path: "/v1/subscriptions",
    allow: [...pagingParams, ...createdParams, "customer", "price", "status", "collection_method"],
    handle: ({ params, path }) => page(path, filtered(world, params), params),
  },
  {
    method: "GET",
    path: "/v1/subscriptions/:id",
    allow: [],
    handle: ({ id }) => resource(world.subscriptions, "subscription", id),
  },
  {
    method: "POST",
    path: "/v1/subscriptions/:id",
    allow: changeParams,
    handle: ({ id, params }) => changeSubscription(world, resource(world.subscriptions, "subscription", id), params),
  },
  {
    method: "DELETE",
    path: "/v1/subscriptions/:id",
    allow: ["invoice_now", "prorate", "cancellation_details[comment]", "cancellation_details[feedback]"],
    handle: ({ id, params }) => cancel(world, resource(world.subscriptions, "subscription", id), params),
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
  {
    method: "GET",
    path: "/v1/subscription_items/:id",
    allow: [],
    handle: ({ id }) => {
      const items = world.subscriptions.all().flatMap((one) => one.items.data)
      return resource(new Map(items.map((item) => [item.id, item])), "subscription_item", id)
    },
  },
]
