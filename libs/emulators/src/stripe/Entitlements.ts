import { createHash } from "node:crypto"
import { inTimeOfObject } from "./ClockScope.ts"
import { emit } from "./Events.ts"
import { type ActiveEntitlement, type Feature, listOf, type Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

const entitling: ReadonlyArray<Subscription["status"]> = ["active", "past_due", "trialing"]

/** What the products of a customer's subscriptions give, one for each feature; an id stays the same while it is had. */
export const activeEntitlements = (world: World, customer: string): ReadonlyArray<ActiveEntitlement> => {
  const products = new Set(
    world.subscriptions
      .live()
      .filter((one) => one.customer === customer && entitling.includes(one.status))
      .flatMap((one) => one.items.data.map((item) => item.price.product)),
  )
  const features = new Map<string, Feature>()
  for (const one of world.productFeatures.all()) {
    const feature = world.features.get(one.feature)
    if (feature && products.has(one.product)) features.set(feature.id, feature)
  }
  return [...features.values()].map((feature) => ({
    id: `ent_test_${createHash("sha256").update(`${customer}:${feature.id}`).digest("hex").slice(0, 24)}`,
    object: "entitlements.active_entitlement",
    feature: feature.id,
    livemode: false,
    lookup_key: feature.lookup_key,
  }))
}

/** Says of each customer whose entitlements are others than were said last, what they are; ten of them at most, as Stripe does. */
export const announceEntitlements = (world: World): void => {
  if (world.features.all().length === 0) return
  const customers = new Set(world.subscriptions.all().map(({ customer }) => customer))
  for (const customer of customers) {
    const now = activeEntitlements(world, customer)
    const keys = now.map(({ lookup_key: key }) => key).toSorted()
    if (JSON.stringify(keys) === JSON.stringify(world.entitled.get(customer)?.keys ?? [])) continue
    world.entitled.put(customer, { id: customer, keys })
    const url = `/v1/customers/${customer}/entitlements`
    const summary = {
      object: "entitlements.active_entitlement_summary",
      customer,
      entitlements: listOf(url, now.slice(0, 10), now.length > 10),
      livemode: false,
    }
    inTimeOfObject(world, customer, () => emit(world, "entitlements.active_entitlement_summary.updated", summary))
  }
}
