import { choose, discountParams, readDiscounts } from "./DiscountParams.ts"
import { cardDeclined, invalid, missingParameter } from "./Errors.ts"
import { inOrder } from "./Events.ts"
import { priceDataParams } from "./InlinePrices.ts"
import { quantityOf } from "./ItemChanges.ts"
import type { Params } from "./Params.ts"
import { day } from "./Periods.ts"
import { recurringPrice } from "./RecurringPrices.ts"
import { startSubscription, type Order } from "./Starting.ts"
import { scheduledCancel } from "./SubscriptionCancel.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import { futureTime, paymentSettings, settingsParams, trialSettings } from "./SubscriptionSettings.ts"
import type { Customer, PaymentMethod, Subscription } from "./Wire.ts"
import { reference, type World } from "./World.ts"

/** When a trial that is asked for ends, in seconds, or null for none. */
export const trialEndOf = (world: World, params: Params): number | null => {
  const days = params.integer("trial_period_days")
  const text = params.string("trial_end")
  const end = text === undefined || text === "now" ? undefined : params.integer("trial_end")
  if (days !== undefined && end !== undefined) {
    throw invalid("You may only specify one of these parameters: trial_end, trial_period_days.", {
      param: params.nameOf("trial_end"),
    })
  }
  if (days !== undefined && (days < 0 || days > 730))
    throw invalid("The maximum number of trial period days is 730 (2 years).", {
      param: params.nameOf("trial_period_days"),
    })
  if (end !== undefined) futureTime(world, end, params.nameOf("trial_end"))
  return end ?? (days ? world.now() + days * day : null)
}

const methodFor = (
  world: World,
  customer: Customer,
  params: Params,
): { method: PaymentMethod | null; own: boolean } => {
  const own = params.string("default_payment_method")
  const id = own ?? customer.invoice_settings.default_payment_method
  if (id === null) return { method: null, own: false }
  const method = reference(world.paymentMethods, "PaymentMethod", id, "default_payment_method")
  if (method.customer !== customer.id) {
    throw invalid(`The customer does not have a payment method with the ID ${id}.`, {
      code: "resource_missing",
      param: "default_payment_method",
    })
  }
  return { method, own: own !== undefined }
}

const behaviours = ["allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete"] as const

export const billingModeOf = (params: Params | undefined): Partial<Subscription> =>
  params?.object("billing_mode")?.oneOf("type", ["classic", "flexible"]) === "classic"
    ? { billing_mode: { flexible: null, type: "classic" } }
    : {}

/** The items that `items[]` asks for. */
export const orderedItems = (world: World, params: Params, name = "items"): Order["items"] => {
  const items = params.objects(name)
  if (items.length === 0) throw missingParameter(params.nameOf(name))
  return items.map((item) => ({
    price: recurringPrice(world, item),
    quantity: quantityOf(item) ?? 1,
    metadata: item.metadata(),
  }))
}

const orderOf = (world: World, params: Params): Order => {
  const customer = reference(world.customers, "customer", params.required("customer"), "customer")
  const { method, own } = methodFor(world, customer, params)
  const trialEnd = trialEndOf(world, params)
  const anchor = params.integer("billing_cycle_anchor") ?? null
  const bySend = params.oneOf("collection_method", ["charge_automatically", "send_invoice"]) === "send_invoice"
  if (anchor !== null) futureTime(world, anchor, "billing_cycle_anchor")
  const days = params.integer("days_until_due")
  if (bySend && days === undefined) throw missingParameter("days_until_due")
  return {
    customer,
    items: orderedItems(world, params),
    fields: {
      ...billingModeOf(params),
      ...paymentSettings(params),
      ...trialSettings(params, {
        end_behavior: { billing_cycle_anchor: null, missing_payment_method: "create_invoice" },
      }),
      collection_method: bySend ? "send_invoice" : "charge_automatically",
      days_until_due: days ?? null,
      default_payment_method: own ? (method?.id ?? null) : null,
      description: params.nullable("description") ?? null,
      metadata: params.metadata(),
    },
    trialEnd,
    anchor: trialEnd === null ? anchor : null,
    prorates: params.oneOf("proration_behavior", ["create_prorations", "always_invoice", "none"]) !== "none",
    method,
    pays: !bySend && params.oneOf("payment_behavior", behaviours) !== "default_incomplete",
    discounts: (subscription) => readDiscounts(world, params, { customer: customer.id, subscription }) ?? [],
  }
}

const told = [
  "charge.succeeded",
  "customer.updated",
  "customer.subscription.created",
  "payment_intent.succeeded",
  "payment_intent.created",
  "invoice.created",
  "invoice.finalized",
  "invoice.paid",
  "invoice.payment_succeeded",
  "invoice_payment.paid",
] as const

/** Creates a subscription through the API, and takes the first payment. */
export const createSubscription = (world: World, params: Params): Subscription =>
  inOrder(world, told, () => {
    for (const one of params.objects("discounts")) choose(world, one, params.required("customer"))
    const order = orderOf(world, params)
    const { subscription, outcome, invoice } = startSubscription(world, order)
    if (invoice.status === "open" && order.pays && !order.method) {
      throw invalid(
        "This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.",
        { code: "resource_missing" },
      )
    }
    if (outcome?.decline && params.string("payment_behavior") === "error_if_incomplete")
      throw cardDeclined(outcome.decline)
    const atEnd = params.boolean("cancel_at_period_end")
    const at = params.integer("cancel_at")
    if (!atEnd && at === undefined) return subscription
    const mode = at === undefined ? "cancel_at_period_end" : { cancelAt: futureTime(world, at, "cancel_at") }
    return saveSubscription(world, subscription, { ...subscription, ...scheduledCancel(world, subscription, mode) })
  })

export const creationParams = [
  ...settingsParams,
  ...discountParams,
  "customer",
  "items[][price]",
  ...priceDataParams("items[]"),
  "items[][quantity]",
  "items[][metadata][*]",
  "trial_period_days",
  "trial_end",
  "payment_behavior",
  "cancel_at_period_end",
  "cancel_at",
  "currency",
  "proration_behavior",
  "billing_cycle_anchor",
  "billing_mode[type]",
  "billing_mode[flexible][proration_discounts]",
]
