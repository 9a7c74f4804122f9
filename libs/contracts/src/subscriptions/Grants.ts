import { GrantCreated, GrantRevoked, ResourceChanged, ResourceRemoved } from "../events/EntitlementsEvents.ts"
import { reads } from "../events/Subscription.ts"

const grant = ["resource", "grantee", "relation"] as const

/** What every service hears of that asks what a member is to another service's resources. */
export const grants = {
  resourceChanged: reads(ResourceChanged, ["resource", "parent"]),
  resourceRemoved: reads(ResourceRemoved, ["resource"]),
  grantCreated: reads(GrantCreated, grant),
  grantRevoked: reads(GrantRevoked, grant),
}
