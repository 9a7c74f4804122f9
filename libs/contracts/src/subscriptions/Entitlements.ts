import { SubscriptionChanged } from "../events/BillingEvents.ts"
import { OrganizationCreated } from "../events/IdentityEvents.ts"
import { reads } from "../events/Subscription.ts"

/** What entitlements hears of, and the fields of it that it reads. */
export const subscriptions = {
  organizationCreated: reads(OrganizationCreated, []),
  subscriptionChanged: reads(SubscriptionChanged, ["plan"]),
}
