import { apiClients } from "@tango/contracts/subscriptions/ApiClients"
import { on } from "@tango/messaging/Reaction"
import { refuseClient } from "@tango/tenancy/RevokedClients"
import { TenantSql } from "@tango/tenancy/TenantSql"

/** What every service whose endpoints accept API clients hears of. */
export const apiClientReactions = [
  on(apiClients.apiClientRevoked, ({ data: { clientId } }) =>
    TenantSql.use((tenantSql) => tenantSql.transaction(refuseClient(clientId))),
  ),
]
