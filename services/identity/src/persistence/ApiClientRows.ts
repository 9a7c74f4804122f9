import type * as PgClient from "@effect/sql-pg/PgClient"
import type { ApiClient } from "@tango/contracts/api/IdentityApi"
import { ActorId, ApiClientId, type OrganizationId } from "@tango/contracts/Ids"
import type { Scope } from "@tango/contracts/Permissions"

export interface ApiClientRow {
  readonly client_id: string
  readonly name: string
  readonly scopes: ReadonlyArray<Scope>
  readonly status: "active" | "revoked"
  readonly secret_last_four: string
  readonly next_secret_last_four: string | null
  readonly created_by: string
  readonly created_at: Date
}

type Sql = PgClient.PgClient

/** Newest first; an organization has a handful. */
export const listClients = (sql: Sql, tenant: OrganizationId) =>
  sql<ApiClientRow>`select * from api_clients where organization_id = ${tenant} order by created_at desc limit 500`

/** Locks the client for the rest of the transaction. */
export const lockClient = (sql: Sql, id: ApiClientId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`api_client:${id}`}, 0))`

export const findClient = (sql: Sql, tenant: OrganizationId, id: ApiClientId) =>
  sql<ApiClientRow>`select * from api_clients where organization_id = ${tenant} and client_id = ${id}`

export const insertClient = (
  sql: Sql,
  tenant: OrganizationId,
  client: {
    readonly clientId: ApiClientId
    readonly name: string
    readonly scopes: ReadonlyArray<Scope>
    readonly secretLastFour: string
    readonly createdBy: ActorId
  },
) =>
  sql`insert into api_clients (client_id, organization_id, name, scopes, secret_last_four, created_by) values (
    ${client.clientId}, ${tenant}, ${client.name},
    array(select jsonb_array_elements_text(${sql.json(client.scopes)}::jsonb)),
    ${client.secretLastFour}, ${client.createdBy})`

export const setClientSecrets = (
  sql: Sql,
  tenant: OrganizationId,
  id: ApiClientId,
  lastFour: string,
  next: string | null,
) =>
  sql`update api_clients set secret_last_four = ${lastFour}, next_secret_last_four = ${next}
    where organization_id = ${tenant} and client_id = ${id}`

export const setClientStatus = (sql: Sql, tenant: OrganizationId, id: ApiClientId, status: ApiClientRow["status"]) =>
  sql`update api_clients set status = ${status}, next_secret_last_four = null
    where organization_id = ${tenant} and client_id = ${id}`

export const toApiClient = (row: ApiClientRow): typeof ApiClient.Type => ({
  clientId: ApiClientId.make(row.client_id),
  name: row.name,
  scopes: row.scopes,
  status: row.status,
  secretLastFour: row.secret_last_four,
  nextSecretLastFour: row.next_secret_last_four,
  createdBy: ActorId.make(row.created_by),
  createdAt: row.created_at,
})
