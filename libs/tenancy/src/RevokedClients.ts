import * as PgClient from "@effect/sql-pg/PgClient"
import type { ApiClientId, OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import type { Statement } from "effect/sql/Statement"
import { tenantTable } from "./Migrations.ts"
import { Transaction } from "./TenantSql.ts"

/**
 * The API clients that were revoked, which a service whose endpoints accept API clients knows of: their tokens are good at Stytch's
 * keys for up to an hour longer. A step of such a service's migrations.
 */
export const revokedClientsTable = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table revoked_api_clients (
    organization_id text not null,
    client_id text not null,
    revoked_at timestamptz not null default now(),
    primary key (organization_id, client_id)
  )`
  yield* tenantTable("revoked_api_clients")
})

/** From now on this service refuses the client; a client is revoked for ever. */
export const refuseClient = (clientId: ApiClientId): Effect.Effect<void, SqlError, Transaction | CurrentTenant> =>
  Effect.gen(function* () {
    const sql = yield* Transaction
    const tenant = yield* CurrentTenant
    yield* sql`insert into revoked_api_clients (organization_id, client_id) values (${tenant}, ${clientId})
      on conflict do nothing`
  })

/** A row if the client was revoked. */
export const revocationQuery = (
  sql: PgClient.PgClient,
  tenant: OrganizationId,
  clientId: ApiClientId,
): Statement<{ readonly client_id: string }> =>
  sql`select client_id from revoked_api_clients where organization_id = ${tenant} and client_id = ${clientId}`
