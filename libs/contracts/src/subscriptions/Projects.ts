import { OrganizationDeleted } from "../events/IdentityEvents.ts"
import { reads } from "../events/Subscription.ts"
import { apiClients } from "./ApiClients.ts"
import { members } from "./Members.ts"
import { plans } from "./Plans.ts"

/** What projects hears of, and the fields of it that it reads. */
export const subscriptions = {
  ...plans,
  organizationDeleted: reads(OrganizationDeleted, []),
  ...apiClients,
  ...members,
}
