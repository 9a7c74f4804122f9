import { newCustomer, updateCustomer, writable } from "./CustomerFields.ts"
import { emit } from "./Events.ts"
import { noSuchResource } from "./Errors.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Endpoint } from "./Router.ts"
import { search } from "./Search.ts"
import { cancelNow } from "./SubscriptionCancel.ts"
import type { Customer } from "./Wire.ts"
import { resource, type World } from "./World.ts"

const remove = (world: World, customer: Customer): object => {
  for (const subscription of world.subscriptions.all()) {
    if (subscription.customer === customer.id && subscription.status !== "canceled") cancelNow(world, subscription)
  }
  world.customers.delete(customer.id)
  emit(world, "customer.deleted", customer)
  return world.deletedCustomers.put(customer.id, { id: customer.id, object: "customer", deleted: true })
}

const writeable = (world: World, id: string): Customer => {
  if (world.deletedCustomers.get(id)) throw noSuchResource("customer", id)
  return resource(world.customers, "customer", id)
}

export const customerEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/customers",
    allow: [...writable, "balance", "test_clock", "payment_method", "tax_id_data[][type]", "tax_id_data[][value]"],
    handle: ({ params }) => {
      const customer = newCustomer(world, params)
      world.customers.put(customer.id, customer)
      emit(world, "customer.created", customer)
      return customer
    },
  },
  {
    method: "GET",
    path: "/v1/customers",
    allow: [...pagingParams, ...createdParams, "email", "test_clock"],
    handle: ({ params, path }) => {
      const email = params.string("email")
      const within = createdWithin(params)
      const clock = params.string("test_clock") ?? null
      const found = world.customers
        .all()
        .filter((one) => one.test_clock === clock && (email === undefined || one.email === email) && within(one))
      return page(path, found, params)
    },
  },
  {
    method: "GET",
    path: "/v1/customers/search",
    allow: ["query", "limit", "page"],
    handle: ({ params, path }) => search(path, world.customers.all(), params),
  },
  {
    method: "GET",
    path: "/v1/customers/:id",
    allow: [],
    handle: ({ id }) => world.deletedCustomers.get(id) ?? resource(world.customers, "customer", id),
  },
  {
    method: "POST",
    path: "/v1/customers/:id",
    allow: [...writable, "balance"],
    handle: ({ id, params }) => updateCustomer(world, writeable(world, id), params),
  },
  {
    method: "DELETE",
    path: "/v1/customers/:id",
    allow: [],
    handle: ({ id }) => remove(world, writeable(world, id)),
  },
]
