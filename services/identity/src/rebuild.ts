import { planReactions } from "@tango/service/entitlements/Reactions"

/** What identity knows of plans. */
export const rebuild = { tables: ["entitlement_organizations"], reactions: planReactions }
