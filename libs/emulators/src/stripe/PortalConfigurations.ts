import { emit } from "./Events.ts"
import { missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import { reading } from "./Reading.ts"
import type { Endpoint } from "./Router.ts"
import type { PortalConfiguration } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"
import { type Features, standard, off, featuresOf } from "./PortalFeatures.ts"

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
        if (!params.isObject("features")) throw missingParameter("features")
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
