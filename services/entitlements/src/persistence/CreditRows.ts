import type * as PgClient from "@effect/sql-pg/PgClient"
import type { OrganizationId } from "@tango/contracts/Ids"
import * as Schema from "effect/Schema"
import * as Effect from "effect/Effect"

type Sql = PgClient.PgClient

export interface LotRow {
  readonly lot_id: string
  readonly amount: number
  readonly remaining: number
  readonly reason: string
  readonly author: string
  readonly created_at: Date
  readonly expires_at: Date | null
}

/** What can be drawn at an instant, first what expires first. */
export const openLots = (sql: Sql, tenant: OrganizationId, at: Date) =>
  sql<LotRow>`select lot_id, amount, remaining, reason, author, created_at, expires_at from credit_lots
    where organization_id = ${tenant} and remaining > 0 and (expires_at is null or expires_at > ${at})
    order by expires_at nulls last, lot_id`

/** The same, until the transaction ends for this transaction alone. */
export const lockLots = (sql: Sql, tenant: OrganizationId, at: Date) =>
  sql<LotRow>`${openLots(sql, tenant, at)} for update`

export const changeLot = (sql: Sql, tenant: OrganizationId, lotId: string, by: number) =>
  sql`update credit_lots set remaining = remaining + ${by}::int
    where organization_id = ${tenant} and lot_id = ${lotId}`

export const insertLot = (sql: Sql, tenant: OrganizationId, lot: Omit<LotRow, "lot_id" | "remaining">) =>
  sql<LotRow>`insert into credit_lots ${sql.insert({ organization_id: tenant, remaining: lot.amount, ...lot })}
    returning lot_id, amount, remaining, reason, author, created_at, expires_at`.pipe(
    Effect.flatMap(([row]) => (row === undefined ? Effect.die("insert returned no row") : Effect.succeed(row))),
  )

export interface OverrideRow {
  readonly override_id: string
  readonly name: string
  readonly value: unknown
  readonly reason: string
  readonly author: string
  readonly created_at: Date
  readonly expires_at: Date | null
}

export const decodeValue = Schema.decodeUnknownEffect(Schema.NullOr(Schema.Union([Schema.Boolean, Schema.Int])))

export const listOverrides = (sql: Sql, tenant: OrganizationId) =>
  sql<OverrideRow>`select override_id, name, value, reason, author, created_at, expires_at from overrides
    where organization_id = ${tenant} order by override_id desc`

export const insertOverride = (sql: Sql, tenant: OrganizationId, override: Omit<OverrideRow, "override_id">) =>
  // The value as text: no limit is JSON's null, which the driver would make SQL's.
  sql<OverrideRow>`insert into overrides (organization_id, name, value, reason, author, created_at, expires_at)
    values (${tenant}, ${override.name}, ${JSON.stringify(override.value)}::text::jsonb, ${override.reason},
      ${override.author}, ${override.created_at}, ${override.expires_at})
    returning override_id, name, value, reason, author, created_at, expires_at`.pipe(
    Effect.flatMap(([row]) => (row === undefined ? Effect.die("insert returned no row") : Effect.succeed(row))),
  )

/** Ends an exception at an instant, unless it has ended before. */
export const endOverride = (sql: Sql, tenant: OrganizationId, overrideId: string, at: Date) =>
  sql<OverrideRow>`update overrides set expires_at = least(expires_at, ${at}::timestamptz)
    where organization_id = ${tenant} and override_id = ${overrideId}
    returning override_id, name, value, reason, author, created_at, expires_at`
