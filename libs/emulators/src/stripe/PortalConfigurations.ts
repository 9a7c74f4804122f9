import { emit } from "./Events.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import { reading } from "./Reading.ts"
import type { Endpoint } from "./Router.ts"
import type { PortalConfiguration } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

type Features = PortalConfiguration["features"]
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
const standard: Features = {
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

const featuresOf = (world: World, params: Params | undefined, before: Features): Features => {
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
const off: Features = {
  ...standard,
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: { ...standard.subscription_cancel, enabled: false },
}

const saved = (world: World, params: Params, before: PortalConfiguration): PortalConfiguration => {
  const business = params.object("business_profile")
  const text = (name: "headline" | "privacy_policy_url" | "terms_of_service_url"): string | null =>
    business?.has(name) ? (business.nullable(name) ?? null) : before.business_profile[name]
  const after: PortalConfiguration = {
    ...before,
    active: params.boolean("active") ?? before.active,
    business_profile: {
      headline: text("headline"),
      privacy_policy_url: text("privacy_policy_url"),
      terms_of_service_url: text("terms_of_service_url"),
    },
    default_return_url: params.has("default_return_url")
      ? (params.nullable("default_return_url") ?? null)
      : before.default_return_url,
    features: featuresOf(world, params.object("features"), before.features),
    metadata: params.metadata(before.metadata),
    name: params.has("name") ? (params.nullable("name") ?? null) : before.name,
    updated: world.now(),
  }
  return world.portalConfigurations.put(after.id, after)
}

const blank = (world: World, id: string, features: Features): PortalConfiguration => ({
  id,
  object: "billing_portal.configuration",
  active: true,
  application: null,
  business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
  created: world.now(),
  default_return_url: null,
  features,
  is_default: id === defaultId,
  livemode: false,
  login_page: { enabled: false, url: null },
  metadata: {},
  name: null,
  updated: world.now(),
})

const defaultId = "bpc_default"

/** The configuration that a session names, else the account's own. */
export const configurationOf = (world: World, id: string = defaultId): PortalConfiguration =>
  world.portalConfigurations.get(id) ??
  (id === defaultId
    ? world.portalConfigurations.put(id, blank(world, id, standard))
    : reference(world.portalConfigurations, "configuration", id, "configuration"))

const features = [
  "customer_update[enabled]",
  "customer_update[allowed_updates]",
  "customer_update[allowed_updates][]",
  "invoice_history[enabled]",
  "payment_method_update[enabled]",
  "subscription_cancel[enabled]",
  "subscription_cancel[mode]",
  "subscription_cancel[proration_behavior]",
  "subscription_cancel[cancellation_reason][enabled]",
  "subscription_cancel[cancellation_reason][options][]",
  "subscription_pause[enabled]",
  "subscription_update[enabled]",
  "subscription_update[billing_cycle_anchor]",
  "subscription_update[default_allowed_updates]",
  "subscription_update[default_allowed_updates][]",
  "subscription_update[products]",
  "subscription_update[products][][product]",
  "subscription_update[products][][prices][]",
  "subscription_update[products][][adjustable_quantity][enabled]",
  "subscription_update[products][][adjustable_quantity][minimum]",
  "subscription_update[products][][adjustable_quantity][maximum]",
  "subscription_update[proration_behavior]",
  "subscription_update[schedule_at_period_end][conditions]",
  "subscription_update[schedule_at_period_end][conditions][][type]",
  "subscription_update[trial_update_behavior]",
].map((name) => name.replace(/^(\w+)/, "features[$1]"))

const writable = [
  ...features,
  "business_profile[headline]",
  "business_profile[privacy_policy_url]",
  "business_profile[terms_of_service_url]",
  "default_return_url",
  "metadata",
  "metadata[*]",
  "name",
  "login_page[enabled]",
]

export const portalConfigurationEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const path = "/v1/billing_portal/configurations"
  return [
    ...reading(path, "configuration", world.portalConfigurations, ["active", "is_default"]),
    {
      method: "POST",
      path,
      allow: writable,
      handle: ({ params }) => {
        params.object("features") ?? params.required("features")
        const made = saved(world, params, blank(world, newId("bpc"), off))
        emit(world, "billing_portal.configuration.created", made)
        return made
      },
    },
    {
      method: "POST",
      path: `${path}/:id`,
      allow: [...writable, "active"],
      handle: ({ id, params }) => {
        const made = saved(world, params, resource(world.portalConfigurations, "configuration", id))
        emit(world, "billing_portal.configuration.updated", made)
        return made
      },
    },
  ]
}
