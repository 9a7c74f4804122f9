import { OrganizationCreated, OrganizationUpdated } from "../events/IdentityEvents.ts"
import { StripeEventReceived } from "../events/ProviderEvents.ts"
import { reads } from "../events/Subscription.ts"

/** What billing hears of, and the fields of it that it reads. */
export const subscriptions = {
  organizationCreated: reads(OrganizationCreated, ["name"]),
  organizationUpdated: reads(OrganizationUpdated, ["name"]),
  stripeEventReceived: reads(StripeEventReceived, ["providerEventId", "providerType", "objectId", "parentId"]),
}
