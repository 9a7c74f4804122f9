import type * as PgClient from "@effect/sql-pg/PgClient"
import type { Suppression, SuppressionReason } from "@tango/contracts/api/NotificationsApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import * as Effect from "effect/Effect"

type Sql = PgClient.PgClient

interface SuppressionRow {
  readonly suppression_id: string
  readonly address: string
  readonly reason: typeof SuppressionReason.Type
  readonly created_at: Date
}

export const toSuppression = (row: SuppressionRow): typeof Suppression.Type => ({
  suppressionId: row.suppression_id,
  address: row.address,
  reason: row.reason,
  createdAt: row.created_at,
})

/** Newest first. */
export const listSuppressions = (
  sql: Sql,
  tenant: OrganizationId,
  address: string | null,
  after: string | null,
  limit: number,
) =>
  sql<SuppressionRow>`select suppression_id, address, reason, created_at from suppressions
    where organization_id = ${tenant} and (${after}::uuid is null or suppression_id < ${after}::uuid)
      and (${address}::text is null or strpos(address, lower(${address})) > 0)
    order by suppression_id desc limit ${limit}`

export const findSuppression = (sql: Sql, tenant: OrganizationId, suppressionId: string) =>
  sql<SuppressionRow>`select suppression_id, address, reason, created_at from suppressions
    where organization_id = ${tenant} and suppression_id = ${suppressionId}`

/** Gives the row that counts: the new one, or the one that was there. */
export const insertSuppression = (
  sql: Sql,
  tenant: OrganizationId,
  address: string,
  reason: typeof SuppressionReason.Type,
) =>
  sql<SuppressionRow>`insert into suppressions (organization_id, address, reason)
    values (${tenant}, lower(${address}), ${reason})
    on conflict (organization_id, address) do update set reason = suppressions.reason
    returning suppression_id, address, reason, created_at`.pipe(
    Effect.flatMap(([row]) => (row === undefined ? Effect.die("an upsert without a row") : Effect.succeed(row))),
  )

export const removeSuppression = (sql: Sql, tenant: OrganizationId, suppressionId: string) =>
  sql`delete from suppressions where organization_id = ${tenant} and suppression_id = ${suppressionId}`
