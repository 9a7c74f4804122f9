import { moveBalance, recordMovement } from "./Balance.ts"
import { attachNamed } from "./AttachedCards.ts"
import type { Params } from "./Params.ts"
import { createTaxId } from "./TaxIds.ts"
import { removeCustomerDiscount } from "./DiscountRemoval.ts"
import { newCustomer, updateCustomer, writable } from "./CustomerFields.ts"
import { emit } from "./Events.ts"
import { invalid, noSuchResource } from "./Errors.ts"
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

/** The method that a new customer pays with by default is one that the same request attaches. */
const withDefaultMethod = (world: World, customer: Customer, params: Params): Customer => {
  const named = params.string("payment_method")
  const method = named === undefined ? undefined : attachNamed(world, named, customer.id)
  const chosen = params.object("invoice_settings")?.nullable("default_payment_method") ?? undefined
  if (chosen === undefined) return customer
  const param = "invoice_settings[default_payment_method]"
  if (method === undefined || (chosen !== named && chosen !== method.id))
    throw invalid(`The customer does not have a payment method with the ID ${chosen}.`, {
      code: "resource_missing",
      param,
    })
  const settings = { ...customer.invoice_settings, default_payment_method: method.id }
  return world.customers.put(customer.id, { ...customer, invoice_settings: settings })
}

const addCustomer = (world: World, made: Customer, params: Params): Customer => {
  world.customers.put(made.id, made)
  const customer = withDefaultMethod(world, made, params)
  const { id, balance: amount } = customer
  if (amount !== 0) recordMovement(world, { id, balance: 0 }, { amount, currency: "usd", type: "initial" })
  emit(world, "customer.created", customer)
  for (const one of params.objects("tax_id_data")) createTaxId(world, id, one)
  return customer
}

/** The balance that is set moves by a transaction, as it always does. */
const updateWithBalance = (world: World, before: Customer, params: Params): Customer => {
  const after = updateCustomer(world, before, params)
  const amount = (params.integer("balance") ?? after.balance) - after.balance
  if (amount === 0) return after
  moveBalance(world, after, { amount, currency: after.currency ?? "usd", type: "adjustment" })
  return resource(world.customers, "customer", after.id)
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
      return addCustomer(world, customer, params)
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
    handle: ({ id, params }) => updateWithBalance(world, writeable(world, id), params),
  },
  {
    method: "DELETE",
    path: "/v1/customers/:id",
    allow: [],
    handle: ({ id }) => remove(world, writeable(world, id)),
  },
  {
    method: "DELETE",
    path: "/v1/customers/:id/discount",
    allow: [],
    handle: ({ id }) => removeCustomerDiscount(world, writeable(world, id)),
  },
]
