import { CurrentTenant } from "@tango/contracts/Principal"
import { subscriptions } from "@tango/contracts/subscriptions/Projects"
import { on } from "@tango/messaging/Reaction"
import { apiClientReactions } from "@tango/service/ApiClientReactions"
import { forgetOrganization } from "@tango/service/entitlements/Projection"
import { memberReactions, planReactions } from "@tango/service/entitlements/Reactions"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { deleteProjects } from "../persistence/ProjectRows.ts"

const forget = Effect.gen(function* () {
  yield* deleteProjects(yield* Transaction, yield* CurrentTenant)
  yield* forgetOrganization()
})

/** What projects does when it hears of something: it knows who is a member and what the plan allows. */
export const reactions = [
  ...planReactions,
  ...memberReactions,
  ...apiClientReactions,
  on(subscriptions.organizationDeleted, () => TenantSql.use((tenantSql) => tenantSql.transaction(forget))),
]
