import { subscriptions } from "@tango/contracts/subscriptions/Projects"
import { on } from "@tango/messaging/Reaction"
import { forgetOrganization } from "@tango/service/entitlements/Projection"
import { memberReactions, planReactions } from "@tango/service/entitlements/Reactions"
import { TenantSql } from "@tango/tenancy/TenantSql"

/** What projects knows of plans and members. */
export const rebuild = {
  tables: ["entitlement_organizations", "entitlement_members"],
  reactions: [
    ...planReactions,
    ...memberReactions,
    on(subscriptions.organizationDeleted, () =>
      TenantSql.use((tenantSql) => tenantSql.transaction(forgetOrganization())),
    ),
  ],
}
