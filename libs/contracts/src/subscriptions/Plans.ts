import { OrganizationEntitlementsChanged } from "../events/EntitlementsEvents.ts"
import { reads } from "../events/Subscription.ts"

/** What every service hears of that asks what an organization's plan allows. */
export const plans = {
  organizationEntitlementsChanged: reads(OrganizationEntitlementsChanged, ["plan", "features", "limits", "overridden"]),
}
