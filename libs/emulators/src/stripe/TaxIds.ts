import { emit } from "./Events.ts"
import { invalid, noSuchResource } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import type { TaxId } from "./Wire.ts"
import { resource, type World } from "./World.ts"

const shapes: Record<string, RegExp> = {
  eu_vat: /^[A-Z]{2}[0-9A-Z+*]{2,12}$/,
  gb_vat: /^(GB|XI)?\d{9}(\d{3})?$/,
  us_ein: /^\d{2}-?\d{7}$/,
}

/** A stored and announced tax id; those of the EU, Britain and the USA are checked by their form. */
export const createTaxId = (world: World, customer: string, params: Params): TaxId => {
  const type = params.required("type")
  const value = params.required("value")
  const shape = shapes[type]
  if (!/^[a-z]{2}_[a-z]+$|^eu_oss_vat$/.test(type))
    throw invalid(`Invalid type: ${type}`, { param: params.nameOf("type") })
  if (shape && !shape.test(value))
    throw invalid(`Invalid value for ${type}.`, { code: "tax_id_invalid", param: params.nameOf("value") })
  const country = type === "eu_vat" ? value.slice(0, 2) : type.slice(0, 2).toUpperCase()
  const made: TaxId = {
    id: newId("txi"),
    object: "tax_id",
    country,
    created: world.now(),
    customer,
    customer_account: null,
    livemode: false,
    owner: { customer, customer_account: null, type: "customer" },
    type,
    value,
    verification: { status: "pending", verified_address: null, verified_name: null },
  }
  world.taxIds.put(made.id, made)
  emit(world, "customer.tax_id.created", made)
  return made
}

export const taxIdEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const path = "/v1/customers/:parent/tax_ids"
  const of = (parent: string, id: string): TaxId => {
    const found = resource(world.taxIds, "tax_id", id)
    if (found.customer === resource(world.customers, "customer", parent).id) return found
    throw noSuchResource("tax_id", id)
  }
  return [
    {
      method: "POST",
      path,
      allow: ["type", "value"],
      handle: ({ parent, params }) => createTaxId(world, resource(world.customers, "customer", parent).id, params),
    },
    {
      method: "GET",
      path,
      allow: pagingParams,
      handle: ({ parent, params, path: url }) => {
        const customer = resource(world.customers, "customer", parent).id
        const found = world.taxIds.all().filter((one) => one.customer === customer)
        return page(url, found, params)
      },
    },
    { method: "GET", path: `${path}/:id`, allow: [], handle: ({ parent, id }) => of(parent, id) },
    {
      method: "DELETE",
      path: `${path}/:id`,
      allow: [],
      handle: ({ parent, id }) => {
        const gone = of(parent, id)
        world.taxIds.delete(id)
        emit(world, "customer.tax_id.deleted", gone)
        return { id, object: "tax_id", deleted: true }
      },
    },
  ]
}
