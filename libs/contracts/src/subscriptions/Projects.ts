import { OrganizationEntitlementsChanged } from "../events/EntitlementsEvents.ts"
import { reads } from "../events/Subscription.ts"

/** What projects hears of, and the fields of it that it reads. */
export const subscriptions = {
  organizationEntitlementsChanged: reads(OrganizationEntitlementsChanged, ["plan", "limits"]),
}
