import { amountOf } from "./Amounts.ts"
import { choose } from "./DiscountParams.ts"
import { repriced } from "./CheckoutTotals.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { priceDataParams } from "./InlinePrices.ts"
import { newId } from "./Ids.ts"
import { newSession } from "./NewSession.ts"
import { expectOneCurrency } from "./OneCurrency.ts"
import type { Params } from "./Params.ts"
import { recurringPrice } from "./RecurringPrices.ts"
import { missingMethodOf } from "./SubscriptionSettings.ts"
import { trialEndOf } from "./SubscriptionCreation.ts"
import type { LineItem, Session } from "./Wire.ts"
import { reference, type World } from "./World.ts"

export const creationParams = [
  "mode",
  "customer",
  "client_reference_id",
  "line_items[][price]",
  ...priceDataParams("line_items[]"),
  "line_items[][quantity]",
  "line_items[][adjustable_quantity][enabled]",
  "line_items[][adjustable_quantity][minimum]",
  "line_items[][adjustable_quantity][maximum]",
  "discounts[][coupon]",
  "discounts[][promotion_code]",
  "customer_update[shipping]",
  "tax_id_collection[required]",
  "phone_number_collection[enabled]",
  "saved_payment_method_options[payment_method_save]",
  "subscription_data[trial_settings][end_behavior][missing_payment_method]",
  "subscription_data[billing_mode][flexible][proration_discounts]",
  "subscription_data[proration_behavior]",
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
  "subscription_data[metadata][*]",
  "subscription_data[description]",
  "subscription_data[trial_period_days]",
  "subscription_data[trial_end]",
  "subscription_data[billing_mode][type]",
]

const lineItem = (world: World, params: Params): LineItem => {
  const price = recurringPrice(world, params)
  const quantity = params.integer("quantity")
  const metered = price.recurring?.usage_type === "metered"
  if (metered && quantity !== undefined)
    throw invalid("Quantity should not be specified where usage_type is `metered`.", {
      param: params.nameOf("quantity"),
    })
  if (quantity === undefined && !metered) throw missingParameter(params.nameOf("quantity"))
  if (quantity !== undefined && (quantity < 1 || quantity > 999_999))
    throw invalid("This value must be between 1 and 999999.", { param: params.nameOf("quantity") })
  const amount = amountOf(world, price, quantity ?? 0)
  return {
    id: newId("li"),
    object: "item",
    adjustable_quantity: adjustable(params),
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: world.products.get(price.product)?.name ?? null,
    metadata: {},
    price,
    quantity: quantity ?? null,
  }
}

const adjustable = (params: Params): LineItem["adjustable_quantity"] => {
  const given = params.object("adjustable_quantity")
  if (!given?.boolean("enabled")) return null
  return { enabled: true, maximum: given.integer("maximum") ?? 99, minimum: given.integer("minimum") ?? 0 }
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

/** Opens a session for a subscription. */
export const createSession = (world: World, params: Params): Session => {
  if (params.required("mode") !== "subscription")
    throw invalid("Only mode=subscription is emulated.", { param: "mode" })
  const successUrl = absoluteUrl(params, "success_url")
  if (successUrl === undefined) throw missingParameter("success_url")
  const customer = reference(world.customers, "customer", params.required("customer"), "customer")
  const items = lineItems(world, params)
  expectOneCurrency(world, customer.id, items[0]?.currency ?? "usd")
  const data = params.object("subscription_data")
  params.object("automatic_tax")?.oneOf("enabled", ["false"])
  const trialEnd = data ? trialEndOf(world, data) : null
  if (params.boolean("allow_promotion_codes") && params.has("discounts")) {
    throw invalid("You may only specify one of these parameters: allow_promotion_codes, discounts.", {
      param: "discounts",
    })
  }
  const chosen = params.objects("discounts").map((one) => choose(world, one, customer.id))
  const session = newSession(world, params, {
    customer,
    items,
    successUrl,
    cancelUrl: absoluteUrl(params, "cancel_url") ?? null,
    expiresAt: expiry(world, params),
    trial: trialEnd !== null,
  })
  world.checkoutPlans.put(session.id, {
    missingMethod: missingMethodOf(data) ?? "create_invoice",
    billingMode: data?.object("billing_mode")?.oneOf("type", ["classic", "flexible"]) ?? "flexible",
    discounts: chosen.map(({ coupon, code }) => ({ coupon: coupon.id, promotionCode: code?.id ?? null })),
    id: session.id,
    lineItems: items,
    subscriptionMetadata: data?.metadata() ?? {},
    description: data?.string("description") ?? null,
    trialEnd,
  })
  world.sessions.put(session.id, session)
  return repriced(world, session, reference(world.checkoutPlans, "checkout", session.id, "id"))
}
