import { attachNamed } from "./AttachedCards.ts"
import { saveCustomer } from "./CustomerFields.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import { paymentCreationEndpoints } from "./PaymentCreation.ts"
import { invalid } from "./Errors.ts"
import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import { search } from "./Search.ts"
import type { PaymentMethod } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

/** Takes a method off its customer, for whom nothing names it any more. */
const detach = (world: World, method: PaymentMethod): PaymentMethod => {
  const customer = world.customers.get(method.customer ?? "")
  if (!customer) {
    throw invalid("The payment method you provided is not attached to a customer so detachment is impossible.", {
      param: "payment_method",
    })
  }
  const { invoice_settings: settings } = customer
  if (settings.default_payment_method === method.id)
    saveCustomer(world, customer, { ...customer, invoice_settings: { ...settings, default_payment_method: null } })
  for (const one of world.subscriptions.live())
    if (one.default_payment_method === method.id) saveSubscription(world, one, { ...one, default_payment_method: null })
  const detached = world.paymentMethods.put(method.id, { ...method, customer: null })
  emit(world, "payment_method.detached", detached, { customer: customer.id })
  return detached
}

const ofCustomer = (world: World, customer: string | undefined, params: Params): ReadonlyArray<PaymentMethod> => {
  const type = params.string("type")
  return world.paymentMethods
    .all()
    .filter((one) => one.customer !== null && one.customer === customer && (type === undefined || one.type === type))
}

export const paymentEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "GET",
    path: "/v1/payment_methods",
    allow: [...pagingParams, "customer", "type"],
    handle: ({ params, path }) => {
      const customer = reference(world.customers, "customer", params.required("customer"), "customer")
      return page(path, ofCustomer(world, customer.id, params), params)
    },
  },
  {
    method: "GET",
    path: "/v1/payment_methods/:id",
    allow: [],
    handle: ({ id }) => resource(world.paymentMethods, "PaymentMethod", id),
  },
  {
    method: "POST",
    path: "/v1/payment_methods/:id/attach",
    allow: ["customer"],
    handle: ({ id, params }) => attachNamed(world, id, params.required("customer")),
  },
  ...paymentCreationEndpoints(world),
  {
    method: "POST",
    path: "/v1/payment_methods/:id/detach",
    allow: [],
    handle: ({ id }) => detach(world, resource(world.paymentMethods, "PaymentMethod", id)),
  },
  {
    method: "GET",
    path: "/v1/customers/:id/payment_methods",
    allow: [...pagingParams, "type"],
    handle: ({ id, params, path }) =>
      page(path, ofCustomer(world, resource(world.customers, "customer", id).id, params), params),
  },
  {
    method: "GET",
    path: "/v1/payment_intents/:id",
    allow: [],
    handle: ({ id }) => resource(world.paymentIntents, "payment_intent", id),
  },
  {
    method: "GET",
    path: "/v1/payment_intents",
    allow: [...pagingParams, ...createdParams, "customer"],
    handle: ({ params, path }) => {
      const customer = params.string("customer")
      const within = createdWithin(params)
      const found = world.paymentIntents.all().filter((one) => customer === undefined || one.customer === customer)
      return page(path, found.filter(within), params)
    },
  },
  {
    method: "GET",
    path: "/v1/charges/search",
    allow: ["query", "limit", "page"],
    handle: ({ params, path }) => search(path, world.charges.all(), params),
  },
  {
    method: "POST",
    path: "/v1/charges/:id",
    allow: ["description", "metadata", "metadata[*]"],
    handle: ({ id, params }) => {
      const before = resource(world.charges, "charge", id)
      const description = params.nullable("description")
      const after = {
        ...before,
        description: description === undefined ? before.description : description,
        metadata: params.metadata(before.metadata),
      }
      emit(world, "charge.updated", after, differences(before, after))
      return world.charges.put(id, after)
    },
  },
  { method: "GET", path: "/v1/charges/:id", allow: [], handle: ({ id }) => resource(world.charges, "charge", id) },
  {
    method: "GET",
    path: "/v1/charges",
    allow: [...pagingParams, ...createdParams, "customer", "payment_intent"],
    handle: ({ params, path }) => {
      const customer = params.string("customer")
      const intent = params.string("payment_intent")
      const within = createdWithin(params)
      const found = world.charges
        .all()
        .filter(
          (one) =>
            (customer === undefined || one.customer === customer) &&
            (intent === undefined || one.payment_intent === intent) &&
            within(one),
        )
      return page(path, found, params)
    },
  },
]
