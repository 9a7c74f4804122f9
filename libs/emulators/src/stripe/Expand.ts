import { invalid } from "./Errors.ts"
import { listOf } from "./Wire.ts"
import type { World } from "./World.ts"

type Lookup = (world: World, id: string, owner: Record<string, unknown>) => unknown

/** Already whole on the wire, but named in `expand` by callers. */
const inline: Lookup = () => undefined
/** Always null here. */
const never: Lookup = () => undefined
const customer: Lookup = (world, id) => world.customers.get(id) ?? world.deletedCustomers.get(id)
const invoice: Lookup = (world, id) => world.invoices.get(id)
const price: Lookup = (world, id) => world.prices.get(id)
const subscription: Lookup = (world, id) => world.subscriptions.get(id)
const paymentIntent: Lookup = (world, id) => world.paymentIntents.get(id)
const paymentMethod: Lookup = (world, id) => world.paymentMethods.get(id)
const charge: Lookup = (world, id) => world.charges.get(id)
const coupon: Lookup = (world, id) => world.coupons.get(id)
const discount: Lookup = (world, id) => world.discounts.get(id)
const testClock: Lookup = (world, id) => world.testClocks.get(id)
const accountTransaction: Lookup = (world, id) => world.accountTransactions.get(id)
const idOf = (owner: Record<string, unknown>) => String(owner["id"])

/** What a browser needs to pay an open invoice. */
const secretOf = (world: World, invoice: string): object | undefined => {
  const payment = world.invoicePayments.all().findLast((one) => one.invoice === invoice && one.is_default)
  const intent = world.paymentIntents.get(payment?.payment.payment_intent ?? "")
  return intent ? { client_secret: intent.client_secret, type: "payment_intent" } : undefined
}

/** By resource, what may be expanded and where it is found. A field that is absent until it is expanded ignores the id. */
const expandable: Record<string, Record<string, Lookup>> = {
  customer: {
    default_source: never,
    test_clock: testClock,
    "invoice_settings.default_payment_method": paymentMethod,
    tax_ids: (world, _, owner) =>
      listOf(
        `/v1/customers/${idOf(owner)}/tax_ids`,
        world.taxIds.all().filter((one) => one.customer === owner["id"]),
      ),
    subscriptions: (world, _, owner) =>
      listOf(
        "/v1/subscriptions",
        world.subscriptions.all().filter((one) => one.customer === owner["id"] && one.status !== "canceled"),
      ),
  },
  product: { default_price: price },
  price: {
    product: (world, id) => world.products.get(id),
    tiers: (world, _, owner) => world.tiers.get(idOf(owner))?.tiers,
    currency_options: inline,
  },
  "checkout.session": {
    customer,
    invoice,
    subscription,
    payment_intent: paymentIntent,
    setup_intent: never,
    line_items: (world, _, owner) =>
      listOf(`/v1/checkout/sessions/${idOf(owner)}/line_items`, [
        ...(world.checkoutPlans.get(idOf(owner))?.lineItems ?? []),
      ]),
  },
  item: { price: inline, "price.product": inline },
  subscription: {
    customer,
    default_payment_method: paymentMethod,
    latest_invoice: invoice,
    items: inline,
    pending_setup_intent: never,
    schedule: (world, id) => world.schedules.get(id),
    test_clock: testClock,
    discounts: discount,
    "pending_update.subscription_items": inline,
  },
  subscription_item: { price: inline, plan: inline },
  invoice: {
    customer,
    default_payment_method: paymentMethod,
    lines: inline,
    "parent.subscription_details.subscription": subscription,
    confirmation_secret: (world, _, owner) => secretOf(world, idOf(owner)),
    discounts: discount,
    test_clock: testClock,
    payments: (world, _, owner) =>
      listOf(
        "/v1/invoice_payments",
        world.invoicePayments.all().filter((one) => one.invoice === owner["id"]),
      ),
  },
  line_item: { subscription, "pricing.price_details.price": price },
  invoice_payment: { invoice, "payment.payment_intent": paymentIntent, "payment.charge": charge },
  payment_intent: { customer, latest_charge: charge, payment_method: paymentMethod },
  setup_intent: { customer, payment_method: paymentMethod, latest_attempt: never },
  "entitlements.active_entitlement": { feature: (world, id) => world.features.get(id) },
  charge: {
    customer,
    payment_intent: paymentIntent,
    balance_transaction: accountTransaction,
    payment_method: paymentMethod,
  },
  payment_method: { customer },
  customer_balance_transaction: { customer, invoice },
  discount: { "source.coupon": coupon, promotion_code: (world, id) => world.promotionCodes.get(id), customer },
  promotion_code: { "promotion.coupon": coupon, customer },
  coupon: { applies_to: inline },
  refund: { charge, payment_intent: paymentIntent, balance_transaction: accountTransaction },
  dispute: { charge, payment_intent: paymentIntent },
  invoiceitem: { customer, invoice, "pricing.price_details.price": price, test_clock: testClock },
  subscription_schedule: { customer, subscription, "phases.items.price": price, test_clock: testClock },
  tax_id: { customer },
  balance_transaction: { source: charge },
  "billing_portal.session": { configuration: (world, id) => world.portalConfigurations.get(id) },
}

/** Splits the paths, at most four levels deep. */
export const expandPaths = (paths: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  paths.map((path) => {
    const levels = path.split(".")
    if (levels.length <= 4) return levels
    throw invalid(`You cannot expand more than 4 levels of a property. Property: ${path}`, { param: "expand" })
  })

/** A copy of the resource or list with the named references replaced by what they refer to. */
export const expand = (world: World, result: object, paths: ReadonlyArray<ReadonlyArray<string>>): unknown => {
  if (paths.length === 0) return result
  const copy: unknown = structuredClone(result)
  for (const path of paths) follow({ world, path: path.join(".") }, copy, path, copy, "")
  return copy
}

interface Expansion {
  readonly world: World
  readonly path: string
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isList = (node: Record<string, unknown>): boolean =>
  node["object"] === "list" || node["object"] === "search_result"

/** Walks down to what the path names. `owner` is the nearest resource above, and `below` the way from it to `node`. */
const follow = (at: Expansion, node: unknown, path: ReadonlyArray<string>, owner: unknown, below: string): void => {
  const [head, ...rest] = path
  if (head === undefined || node === null || node === undefined) return
  if (Array.isArray(node)) {
    for (const one of node) follow(at, one, path, one, "")
    return
  }
  if (!isRecord(node)) throw notExpandable(at.path)
  if (isList(node) && head === "data") return follow(at, node["data"], rest, owner, "")
  const isResource = typeof node["object"] === "string"
  const resource = isResource ? node : owner
  const name = isResource || below === "" ? head : `${below}.${head}`
  if (!isRecord(resource)) throw notExpandable(at.path)
  const lookups = expandable[String(resource["object"])] ?? {}
  const lookup = lookups[name]
  if (lookup) replace(at.world, node, head, lookup, resource)
  else if (rest.length === 0 || !Object.keys(lookups).some((one) => one.startsWith(`${name}.`)))
    throw notExpandable(at.path)
  follow(at, node[head], rest, resource, name)
}

const replace = (
  world: World,
  node: Record<string, unknown>,
  field: string,
  lookup: Lookup,
  owner: Record<string, unknown>,
): void => {
  const value = node[field]
  if (Array.isArray(value)) {
    node[field] = value.map((one: unknown) =>
      typeof one === "string" ? structuredClone(lookup(world, one, owner) ?? one) : one,
    )
    return
  }
  if (value !== undefined && typeof value !== "string") return
  const found = lookup(world, value ?? "", owner)
  if (found !== undefined) node[field] = structuredClone(found)
}

const notExpandable = (path: string) => invalid(`This property cannot be expanded (${path}).`, { param: "expand" })
