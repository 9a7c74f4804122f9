import { removeDiscount } from "./DiscountRemoval.ts"
import { StripeFailure } from "./Errors.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import { pause, resume } from "./Pausing.ts"
import { search } from "./Search.ts"
import { requested } from "./SubscriptionCancel.ts"
import { endNow } from "./SubscriptionEnding.ts"
import { createSubscription, creationParams } from "./SubscriptionCreation.ts"
import { changeParams, updateSubscription } from "./SubscriptionChanges.ts"
import type { Subscription } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

const filtered = (world: World, params: Params): ReadonlyArray<Subscription> => {
  const status = params.string("status")
  const customer = params.string("customer")
  const price = params.string("price")
  if (customer !== undefined && !world.deletedCustomers.get(customer)) {
    reference(world.customers, "customer", customer, "customer")
  }
  const clock = params.string("test_clock")
  const collection = params.string("collection_method")
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
        (customer === undefined || clock !== undefined ? one.test_clock === (clock ?? null) : true) &&
        (collection === undefined || one.collection_method === collection) &&
        within(one),
    )
}

const cancel = (world: World, subscription: Subscription, params: Params): Subscription => {
  if (subscription.status === "canceled" || subscription.status === "incomplete_expired")
    throw new StripeFailure(404, {
      type: "invalid_request_error",
      code: "resource_missing",
      message: `No such subscription: '${subscription.id}'`,
      param: "id",
    })
  const given = params.object("cancellation_details")
  const { cancellation_details: before } = subscription
  endNow(world, subscription, {
    prorate: params.boolean("prorate") ?? false,
    invoiceNow: params.boolean("invoice_now") ?? false,
    details: requested(before, { comment: given?.nullable("comment"), feedback: given?.nullable("feedback") }),
  })
  return resource(world.subscriptions, "subscription", subscription.id)
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
    allow: [...pagingParams, ...createdParams, "customer", "price", "status", "collection_method", "test_clock"],
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
    handle: ({ id, params }) => updateSubscription(world, resource(world.subscriptions, "subscription", id), params),
  },
  {
    method: "DELETE",
    path: "/v1/subscriptions/:id",
    allow: ["invoice_now", "prorate", "cancellation_details[comment]", "cancellation_details[feedback]"],
    handle: ({ id, params }) => cancel(world, resource(world.subscriptions, "subscription", id), params),
  },
  {
    method: "GET",
    path: "/v1/subscriptions/search",
    allow: ["query", "limit", "page"],
    handle: ({ params, path }) =>
      search(path, world.subscriptions.all(), params, ["status", "created", "metadata", "canceled_at"]),
  },
  {
    method: "POST",
    path: "/v1/subscriptions/:id/pause",
    allow: [
      "type",
      "invoicing_behavior",
      "bill_for[unused_time_from][type]",
      "bill_for[outstanding_usage_through][type]",
    ],
    handle: ({ id, params }) => pause(world, resource(world.subscriptions, "subscription", id), params),
  },
  {
    method: "POST",
    path: "/v1/subscriptions/:id/resume",
    allow: ["billing_cycle_anchor[type]", "proration_behavior", "proration_date", "payment_behavior"],
    handle: ({ id, params }) => resume(world, resource(world.subscriptions, "subscription", id), params),
  },
  {
    method: "DELETE",
    path: "/v1/subscriptions/:id/discount",
    allow: [],
    handle: ({ id }) => removeDiscount(world, resource(world.subscriptions, "subscription", id)),
  },
]
