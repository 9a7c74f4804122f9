import type { Params } from "./Params.ts"
import type { PortalConfiguration } from "./Wire.ts"
import { reference, type World } from "./World.ts"

export type Features = PortalConfiguration["features"]
type PortalProduct = NonNullable<NonNullable<Features["subscription_update"]["products"]>[number]>

const prorations = ["create_prorations", "always_invoice", "none"] as const
const reasons = [
  "customer_service",
  "low_quality",
  "missing_features",
  "other",
  "switched_service",
  "too_complex",
  "too_expensive",
  "unused",
] as const

/** What the portal offers when nothing is configured. */
export const standard: Features = {
  customer_update: { allowed_updates: ["email", "address"], enabled: true },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: null, options: [...reasons] },
    enabled: true,
    mode: "at_period_end",
    proration_behavior: "none",
  },
  subscription_pause: { duration: { interval_options: [], type: "indefinite" }, enabled: false },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    products: [],
    proration_behavior: "none",
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: "end_trial",
  },
}

const cancelOf = (
  params: Params | undefined,
  before: Features["subscription_cancel"],
): Features["subscription_cancel"] => {
  const reason = params?.object("cancellation_reason")
  return {
    cancellation_reason: {
      enabled: reason?.boolean("enabled") ?? before.cancellation_reason.enabled,
      feedback_options: null,
      options: reason?.has("options") ? [...reason.strings("options")] : before.cancellation_reason.options,
    },
    enabled: params?.boolean("enabled") ?? before.enabled,
    mode: params?.oneOf("mode", ["at_period_end", "immediately"]) ?? before.mode,
    proration_behavior: params?.oneOf("proration_behavior", prorations) ?? before.proration_behavior,
  }
}

const productOf = (world: World, params: Params): PortalProduct => {
  const product = reference(world.products, "product", params.required("product"), params.nameOf("product")).id
  const quantity = params.object("adjustable_quantity")
  const prices = params.strings("prices").map((id) => reference(world.prices, "price", id, params.nameOf("prices")).id)
  return {
    adjustable_quantity: {
      enabled: quantity?.boolean("enabled") ?? false,
      maximum: quantity?.integer("maximum") ?? null,
      minimum: quantity?.integer("minimum") ?? 1,
    },
    prices,
    product,
  }
}

const updateOf = (
  world: World,
  params: Params | undefined,
  before: Features["subscription_update"],
): Features["subscription_update"] => {
  const conditions = params?.object("schedule_at_period_end")?.objects("conditions") ?? []
  return {
    billing_cycle_anchor: params?.oneOf("billing_cycle_anchor", ["now", "unchanged"]) ?? before.billing_cycle_anchor,
    default_allowed_updates: params?.has("default_allowed_updates")
      ? [...params.strings("default_allowed_updates")]
      : before.default_allowed_updates,
    enabled: params?.boolean("enabled") ?? before.enabled,
    products: params?.has("products")
      ? params.objects("products").map((one) => productOf(world, one))
      : (before.products ?? []),
    proration_behavior: params?.oneOf("proration_behavior", prorations) ?? before.proration_behavior,
    schedule_at_period_end: params?.has("schedule_at_period_end")
      ? { conditions: conditions.map((one) => ({ type: one.required("type") })) }
      : before.schedule_at_period_end,
    trial_update_behavior:
      params?.oneOf("trial_update_behavior", ["continue_trial", "end_trial"]) ?? before.trial_update_behavior,
  }
}

/** The features after this request: what is not named stays as it is. */
export const featuresOf = (world: World, params: Params | undefined, before: Features): Features => {
  const customer = params?.object("customer_update")
  const { customer_update: old } = before
  return {
    customer_update: {
      allowed_updates: customer?.has("allowed_updates")
        ? [...customer.strings("allowed_updates")]
        : old.allowed_updates,
      enabled: customer?.boolean("enabled") ?? old.enabled,
    },
    invoice_history: {
      enabled: params?.object("invoice_history")?.boolean("enabled") ?? before.invoice_history.enabled,
    },
    payment_method_update: {
      enabled: params?.object("payment_method_update")?.boolean("enabled") ?? before.payment_method_update.enabled,
      payment_method_configuration: null,
    },
    subscription_cancel: cancelOf(params?.object("subscription_cancel"), before.subscription_cancel),
    subscription_pause: {
      ...before.subscription_pause,
      enabled: params?.object("subscription_pause")?.boolean("enabled") ?? before.subscription_pause.enabled,
    },
    subscription_update: updateOf(world, params?.object("subscription_update"), before.subscription_update),
  }
}

/** What is not said to be on is off, in a configuration that is made. */
export const off: Features = {
  ...standard,
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: { ...standard.subscription_cancel, enabled: false },
}
