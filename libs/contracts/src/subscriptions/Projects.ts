import { OrganizationEntitlementsChanged } from "../events/EntitlementsEvents.ts"
import { ApiClientRevoked, OrganizationDeleted } from "../events/IdentityEvents.ts"
import { reads } from "../events/Subscription.ts"
import { members } from "./Members.ts"

/** What projects hears of, and the fields of it that it reads. */
export const subscriptions = {
  organizationEntitlementsChanged: reads(OrganizationEntitlementsChanged, ["plan", "features", "limits", "overridden"]),
  apiClientRevoked: reads(ApiClientRevoked, ["clientId"]),
  organizationDeleted: reads(OrganizationDeleted, []),
  ...members,
}
