import { subscriptions } from "@tango/contracts/subscriptions/Notifications"
import type { CurrentTenant } from "@tango/contracts/Principal"
import { on } from "@tango/messaging/Reaction"
import { TenantSql, type Transaction } from "@tango/tenancy/TenantSql"
import type * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { applyMember } from "./Members.ts"
import { applyOrganization, forgetOrganization } from "./Organizations.ts"

const write = (body: Effect.Effect<void, SqlError, Transaction | CurrentTenant>) =>
  TenantSql.use((tenantSql) => tenantSql.transaction(body))

/** The directory: who is a member of what. Nobody is told anything. */
export const rebuild = {
  tables: ["organizations", "members"],
  reactions: [
    on(subscriptions.organizationCreated, (event) => write(applyOrganization(event))),
    on(subscriptions.organizationUpdated, (event) => write(applyOrganization(event))),
    on(subscriptions.organizationDeleted, () => write(forgetOrganization)),
    on(subscriptions.memberJoined, (event) => write(applyMember("joined", event))),
    on(subscriptions.memberUpdated, (event) => write(applyMember("changed", event))),
    on(subscriptions.memberRoleChanged, (event) => write(applyMember("changed", event))),
    on(subscriptions.memberDeactivated, (event) => write(applyMember("deactivated", event))),
    on(subscriptions.memberReactivated, (event) => write(applyMember("reactivated", event))),
  ],
}
