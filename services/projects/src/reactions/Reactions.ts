import { CurrentTenant } from "@tango/contracts/Principal"
import { subscriptions } from "@tango/contracts/subscriptions/Projects"
import { on } from "@tango/messaging/Reaction"
import { apiClientReactions } from "@tango/service/ApiClientReactions"
import { forgetOrganization } from "@tango/service/entitlements/Projection"
import { memberReactions, planReactions } from "@tango/service/entitlements/Reactions"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { removeAllAttachments } from "../persistence/AttachmentRows.ts"
import { deleteProjects } from "../persistence/ProjectRows.ts"

const forget = Effect.gen(function* () {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  yield* removeAllAttachments(sql, tenant)
  yield* deleteProjects(sql, tenant)
  yield* forgetOrganization()
})

/** What projects does when it hears of something: it knows who is a member and what the plan allows. */
export const reactions = [
  ...planReactions,
  ...memberReactions,
  ...apiClientReactions,
  on(subscriptions.organizationDeleted, () => TenantSql.use((tenantSql) => tenantSql.transaction(forget))),
]
