import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Endpoint } from "./Router.ts"
import { cancel, confirm, create, update } from "./SetupIntents.ts"
import type { SetupIntent } from "./Wire.ts"
import { resource, type World } from "./World.ts"

/** Cards that are saved for later, outside of Checkout. */
export const setupIntentEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const path = "/v1/setup_intents"
  const named = (id: string) => resource(world.setupIntents, "setupintent", id)
  const fields = ["customer", "description", "metadata", "metadata[*]", "payment_method", "payment_method_types[]"]
  const confirming = ["payment_method", "return_url"]
  return [
    {
      method: "POST",
      path,
      allow: [...fields, "confirm", "return_url", "usage", "automatic_payment_methods[enabled]"],
      handle: ({ params }) => create(world, params),
    },
    {
      method: "GET",
      path,
      allow: [...pagingParams, ...createdParams, "customer", "payment_method"],
      handle: ({ params, path: url }) => {
        const within = createdWithin(params)
        const is = (name: "customer" | "payment_method") => {
          const asked = params.string(name)
          return (one: SetupIntent) => asked === undefined || one[name] === asked
        }
        const found = world.setupIntents.all().filter(is("customer")).filter(is("payment_method"))
        return page(url, found.filter(within), params)
      },
    },
    { method: "GET", path: `${path}/:id`, allow: ["client_secret"], handle: ({ id }) => named(id) },
    {
      method: "POST",
      path: `${path}/:id`,
      allow: fields,
      handle: ({ id, params }) => update(world, named(id), params),
    },
    {
      method: "POST",
      path: `${path}/:id/confirm`,
      allow: confirming,
      handle: ({ id, params }) => confirm(world, named(id), params),
    },
    {
      method: "POST",
      path: `${path}/:id/cancel`,
      allow: ["cancellation_reason"],
      handle: ({ id, params }) => cancel(world, named(id), params),
    },
  ]
}
