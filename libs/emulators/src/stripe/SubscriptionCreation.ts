import { cardDeclined, invalid, missingParameter } from "./Errors.ts"
import { announceCharge, announceCustomer, announceSubscription, plan, save, type Order } from "./Opening.ts"
import type { Params } from "./Params.ts"
import { recurringPrice } from "./RecurringPrices.ts"
import type { Customer, PaymentMethod, Subscription } from "./Wire.ts"
import { reference, type World } from "./World.ts"

const day = 24 * 60 * 60

/** When a trial that is asked for ends, in seconds, or null for none. */
export const trialEndOf = (world: World, params: Params): number | null => {
  const days = params.integer("trial_period_days")
  const end = params.integer("trial_end")
  if (days !== undefined && end !== undefined) {
    throw invalid("You may only specify one of these parameters: trial_end, trial_period_days.", {
      param: params.nameOf("trial_end"),
    })
  }
  if (end !== undefined && end <= world.now())
    throw invalid("Invalid timestamp: must be in the future.", { param: params.nameOf("trial_end") })
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

const orderOf = (world: World, params: Params): Order => {
  const customer = reference(world.customers, "customer", params.required("customer"), "customer")
  if (params.objects("items").length === 0) throw missingParameter("items")
  const { method, own } = methodFor(world, customer, params)
  const trialEnd = trialEndOf(world, params)
  if (!method && trialEnd === null) {
    throw invalid(
      "This customer has no attached payment source or default payment method. Please consider adding a default payment method.",
      { code: "resource_missing" },
    )
  }
  return {
    customer,
    items: params.objects("items").map((item) => ({
      price: recurringPrice(world, item),
      quantity: item.integer("quantity") ?? 1,
      metadata: item.metadata(),
    })),
    metadata: params.metadata(),
    description: params.string("description") ?? null,
    trialEnd,
    method,
    keepMethod: own,
    decline: method ? (world.cardBehaviours.get(method.id)?.onCharge ?? null) : null,
    cancelAtPeriodEnd: params.boolean("cancel_at_period_end") ?? false,
  }
}

/** Refuses what would change the outcome and is not emulated. */
const onlyEmulated = (params: Params): void => {
  params.oneOf("collection_method", ["charge_automatically"])
  params.object("billing_mode")?.oneOf("type", ["flexible"])
}

/** Creates a subscription through the API, and takes the first payment. */
export const createSubscription = (world: World, params: Params): Subscription => {
  const order = orderOf(world, params)
  const behaviour = params.oneOf("payment_behavior", ["allow_incomplete", "error_if_incomplete"])
  onlyEmulated(params)
  const opening = plan(world, order)
  const decline = opening.payment?.decline
  if (decline && behaviour === "error_if_incomplete") {
    throw cardDeclined(decline.code, decline.declineCode, decline.message)
  }
  save(world, opening)
  if (opening.payment) announceCharge(world, opening.payment)
  announceCustomer(world, opening)
  announceSubscription(world, opening)
  return opening.subscription
}

export const creationParams = [
  "customer",
  "items[][price]",
  "items[][quantity]",
  "items[][metadata][*]",
  "metadata",
  "metadata[*]",
  "description",
  "default_payment_method",
  "trial_period_days",
  "trial_end",
  "payment_behavior",
  "cancel_at_period_end",
  "collection_method",
  "currency",
  "off_session",
  "proration_behavior",
  "billing_mode[type]",
]
