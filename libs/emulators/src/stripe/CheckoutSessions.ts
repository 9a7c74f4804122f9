import { emit } from "./Events.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { newSession } from "./NewSession.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import { recurringPrice } from "./Prices.ts"
import type { Endpoint } from "./Router.ts"
import { trialEndOf } from "./Subscriptions.ts"
import type { LineItem, Session } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

const creationParams = [
  "mode",
  "customer",
  "customer_email",
  "client_reference_id",
  "line_items[][price]",
  "line_items[][quantity]",
  ...["enabled", "minimum", "maximum"].map((name) => `line_items[][adjustable_quantity][${name}]`),
  "success_url",
  "cancel_url",
  "metadata",
  "metadata[*]",
  "allow_promotion_codes",
  "billing_address_collection",
  "payment_method_collection",
  "automatic_tax[enabled]",
  "tax_id_collection[enabled]",
  "customer_update[address]",
  "customer_update[name]",
  "expires_at",
  "locale",
  "ui_mode",
  "saved_payment_method_options[payment_method_save]",
  "subscription_data[metadata][*]",
  "subscription_data[description]",
  "subscription_data[trial_period_days]",
  "subscription_data[trial_end]",
  "subscription_data[billing_mode][type]",
  "subscription_data[proration_behavior]",
  "subscription_data[trial_settings][end_behavior][missing_payment_method]",
]

const lineItem = (world: World, params: Params): LineItem => {
  const price = recurringPrice(world, params)
  const quantity = params.integer("quantity")
  if (quantity === undefined) throw missingParameter(params.nameOf("quantity"))
  if (quantity < 1)
    throw invalid("This value must be greater than or equal to 1.", { param: params.nameOf("quantity") })
  const amount = (price.unit_amount ?? 0) * quantity
  return {
    id: newId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: world.products.get(price.product)?.name ?? null,
    metadata: {},
    price,
    quantity,
  }
}

const lineItems = (world: World, params: Params): ReadonlyArray<LineItem> => {
  const items = params.objects("line_items").map((item) => lineItem(world, item))
  if (items.length === 0) throw missingParameter("line_items")
  if (new Set(items.map((item) => item.currency)).size > 1) {
    throw invalid("The price specified only supports one currency per session.", { param: "line_items" })
  }
  return items
}

const expiry = (world: World, params: Params): number => {
  const now = world.now()
  const at = params.integer("expires_at") ?? now + 86_400
  if (at >= now + 1800 && at <= now + 86_400) return at
  throw invalid("The `expires_at` timestamp must be between 30 minutes and 24 hours from now.", { param: "expires_at" })
}

const absoluteUrl = (params: Params, name: string): string | undefined => {
  const url = params.string(name)
  if (url === undefined || (URL.canParse(url) && /^https?:/.test(url))) return url
  throw invalid("Not a valid URL", { code: "url_invalid", param: name })
}

const create = (world: World, params: Params): Session => {
  if (params.required("mode") !== "subscription")
    throw invalid("Only mode=subscription is emulated.", { param: "mode" })
  const successUrl = absoluteUrl(params, "success_url")
  if (successUrl === undefined) throw missingParameter("success_url")
  const customerId = params.string("customer")
  if (customerId === undefined) throw missingParameter("customer")
  const customer = reference(world.customers, "customer", customerId, "customer")
  const items = lineItems(world, params)
  const data = params.object("subscription_data")
  const trialEnd = data ? trialEndOf(world, data) : null
  const session = newSession(world, params, {
    customer,
    items,
    successUrl,
    cancelUrl: absoluteUrl(params, "cancel_url") ?? null,
    expiresAt: expiry(world, params),
    trial: trialEnd !== null,
  })
  world.checkoutPlans.put(session.id, {
    id: session.id,
    lineItems: items,
    subscriptionMetadata: data?.metadata() ?? {},
    description: data?.string("description") ?? null,
    trialEnd,
  })
  return world.sessions.put(session.id, session)
}

/** The session as it stands now: an open one whose time is over expires here, with its event. */
export const settled = (world: World, session: Session): Session =>
  session.status === "open" && session.expires_at <= world.now() ? expire(world, session) : session

const expire = (world: World, session: Session): Session => {
  const expired: Session = { ...session, status: "expired", url: null }
  world.sessions.put(session.id, expired)
  emit(world, "checkout.session.expired", expired)
  return expired
}

const expireOpen = (world: World, session: Session): Session => {
  if (session.status === "open") return expire(world, session)
  throw invalid(
    `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
  )
}

const filtered = (world: World, params: Params): ReadonlyArray<Session> => {
  const customer = params.string("customer")
  const status = params.oneOf("status", ["open", "complete", "expired"])
  const subscription = params.string("subscription")
  const within = createdWithin(params)
  return world.sessions
    .all()
    .map((one) => settled(world, one))
    .filter(
      (one) =>
        (customer === undefined || one.customer === customer) &&
        (status === undefined || one.status === status) &&
        (subscription === undefined || one.subscription === subscription) &&
        within(one),
    )
}

const open = (world: World, id: string): Session => settled(world, resource(world.sessions, "checkout.session", id))

export const checkoutSessionEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/checkout/sessions",
    allow: creationParams,
    handle: ({ params }) => create(world, params),
  },
  {
    method: "GET",
    path: "/v1/checkout/sessions",
    allow: [...pagingParams, ...createdParams, "customer", "status", "subscription"],
    handle: ({ params, path }) => page(path, filtered(world, params), params),
  },
  { method: "GET", path: "/v1/checkout/sessions/:id", allow: [], handle: ({ id }) => open(world, id) },
  {
    method: "POST",
    path: "/v1/checkout/sessions/:id/expire",
    allow: [],
    handle: ({ id }) => expireOpen(world, open(world, id)),
  },
  {
    method: "GET",
    path: "/v1/checkout/sessions/:id/line_items",
    allow: pagingParams,
    handle: ({ id, params, path }) => {
      open(world, id)
      return page(path, (world.checkoutPlans.get(id)?.lineItems ?? []).toReversed(), params)
    },
  },
]
