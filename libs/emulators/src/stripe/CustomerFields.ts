import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { invalid } from "./Errors.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import type { Customer } from "./Wire.ts"
import { reference, type World } from "./World.ts"

const addressFields = ["city", "country", "line1", "line2", "postal_code", "state"] as const

/** What may be sent to create or update a customer. */
export const writable = [
  "email",
  "name",
  "phone",
  "description",
  "metadata",
  "metadata[*]",
  "shipping",
  "shipping[name]",
  "shipping[phone]",
  ...addressFields.map((field) => `shipping[address][${field}]`),
  "address",
  ...addressFields.map((field) => `address[${field}]`),
  "invoice_settings[default_payment_method]",
  "preferred_locales[]",
  "tax_exempt",
]

export const newCustomer = (world: World, params: Params): Customer => ({
  id: newId("cus", 14),
  object: "customer",
  address: readAddress(params) ?? null,
  balance: params.integer("balance") ?? 0,
  created: world.now(),
  currency: null,
  customer_account: null,
  default_source: null,
  delinquent: false,
  description: params.nullable("description") ?? null,
  discount: null,
  email: emailOf(params) ?? null,
  invoice_prefix: newId("", 9).slice(1).toUpperCase(),
  invoice_settings: {
    custom_fields: null,
    default_payment_method: null,
    footer: null,
    rendering_options: null,
  },
  livemode: false,
  metadata: params.metadata(),
  name: params.nullable("name") ?? null,
  next_invoice_sequence: 1,
  phone: params.nullable("phone") ?? null,
  preferred_locales: [...params.strings("preferred_locales")],
  shipping: readShipping(params) ?? null,
  tax_exempt: params.oneOf("tax_exempt", ["exempt", "none", "reverse"]) ?? "none",
  test_clock: clockOf(world, params),
})

const emailOf = (params: Params): string | null | undefined => {
  const email = params.nullable("email")
  if (typeof email !== "string" || /^[^@\s]+@[^@\s]+$/.test(email)) return email
  throw invalid(`Invalid email address: ${email}`, { code: "email_invalid", param: "email" })
}

const readShipping = (params: Params): Customer["shipping"] | undefined => {
  if (!params.has("shipping")) return undefined
  const shipping = params.object("shipping")
  if (!shipping) return null
  const address = readAddress(shipping)
  return {
    ...(address ? { address } : {}),
    name: shipping.required("name"),
    phone: shipping.nullable("phone") ?? null,
  }
}

const clockOf = (world: World, params: Params): string | null => {
  const id = params.string("test_clock")
  return id === undefined ? null : reference(world.testClocks, "test clock", id, "test_clock").id
}

const readAddress = (params: Params): Customer["address"] | undefined => {
  if (!params.has("address")) return undefined
  const address = params.object("address")
  if (!address) return null
  const field = (name: (typeof addressFields)[number]) => address.nullable(name) ?? null
  return {
    city: field("city"),
    country: field("country"),
    line1: field("line1"),
    line2: field("line2"),
    postal_code: field("postal_code"),
    state: field("state"),
  }
}

/** The payment method named in `invoice_settings`, which must belong to the customer; empty unsets it. */
const defaultPaymentMethod = (world: World, params: Params, owner?: string): string | null | undefined => {
  const id = params.object("invoice_settings")?.nullable("default_payment_method")
  if (id === null || id === undefined) return id
  const param = "invoice_settings[default_payment_method]"
  const method = reference(world.paymentMethods, "PaymentMethod", id, param)
  if (method.customer === owner) return id
  throw invalid(`The customer does not have a payment method with the ID ${id}.`, { code: "resource_missing", param })
}

export const updateCustomer = (world: World, before: Customer, params: Params): Customer => {
  const chosen = defaultPaymentMethod(world, params, before.id)
  const text = (name: "name" | "phone" | "description", value: string | null): string | null => {
    const sent = params.nullable(name)
    return sent === undefined ? value : sent
  }
  const address = readAddress(params)
  const after: Customer = {
    ...before,
    email: emailOf(params) === undefined ? before.email : (emailOf(params) ?? null),
    shipping: params.has("shipping") ? (readShipping(params) ?? null) : (before.shipping ?? null),
    name: text("name", before.name ?? null),
    phone: text("phone", before.phone ?? null),
    description: text("description", before.description),
    address: address === undefined ? (before.address ?? null) : address,
    metadata: params.metadata(before.metadata),
    tax_exempt: params.oneOf("tax_exempt", ["exempt", "none", "reverse"]) ?? before.tax_exempt ?? "none",
    invoice_settings: {
      ...before.invoice_settings,
      default_payment_method: chosen === undefined ? before.invoice_settings.default_payment_method : chosen,
    },
    preferred_locales: params.has("preferred_locales")
      ? [...params.strings("preferred_locales")]
      : (before.preferred_locales ?? []),
  }
  return saveCustomer(world, before, after)
}

/** Stores the customer and announces what is different, if anything. */
export const saveCustomer = (world: World, before: Customer, after: Customer): Customer => {
  const previous = differences(before, after)
  world.customers.put(after.id, after)
  if (Object.keys(previous).length > 0) emit(world, "customer.updated", after, previous)
  return after
}
