import type * as PgClient from "@effect/sql-pg/PgClient"
import type { OrganizationId } from "@tango/contracts/Ids"
import type { MeteredFeature } from "@tango/contracts/Plans"
import * as Schema from "effect/Schema"

type Sql = PgClient.PgClient

/** A use of a feature, named by its key. */
export interface Use {
  readonly tenant: OrganizationId
  readonly feature: MeteredFeature
  readonly key: string
}

const Lots = Schema.Array(Schema.Struct({ lotId: Schema.String, credits: Schema.Int }))

export interface ConsumptionRow {
  readonly amount: number
  readonly from_credits: number
  readonly lots: unknown
  readonly period_start: Date
  readonly used_after: number
  readonly limit_then: number | null
  readonly released_at: Date | null
}

export const decodeLots = Schema.decodeUnknownEffect(Lots)

export interface NewConsumption extends Use {
  readonly amount: number
  readonly periodStart: Date
  readonly limit: number | null
  readonly at: Date
}

/**
 * Takes the whole amount from what is left of the limit and writes the consumption, in one statement: no row when there is no room,
 * `fresh` false when the key was there before. Others who want from the same limit wait for this transaction.
 */
export const takeFromLimit = (sql: Sql, { amount, at, feature, key, limit, periodStart, tenant }: NewConsumption) =>
  sql<{ used: number; fresh: boolean }>`
    with room as (
      insert into usage_periods as u (organization_id, feature, period_start, used)
      select ${tenant}, ${feature}, ${periodStart}::timestamptz, ${amount}::bigint
      where ${limit}::bigint is null or ${amount}::bigint <= ${limit}
      on conflict (organization_id, feature, period_start) do update set used = u.used + excluded.used
        where ${limit}::bigint is null or u.used + excluded.used <= ${limit}
      returning u.used
    ), written as (
      insert into consumptions (organization_id, feature, key, amount, from_credits, lots, period_start, used_after,
        limit_then, recorded_at)
      select ${tenant}, ${feature}, ${key}, ${amount}, 0, '[]', ${periodStart}, used, ${limit}, ${at} from room
      on conflict do nothing returning 1
    )
    select used::float8 as used, exists (select from written) as fresh from room`

/** What is used of the period's limit, locked until the transaction ends. */
export const lockUsed = (sql: Sql, { feature, tenant }: Omit<Use, "key">, periodStart: Date) =>
  sql<{ used: number }>`insert into usage_periods as u (organization_id, feature, period_start, used)
    values (${tenant}, ${feature}, ${periodStart}, 0)
    on conflict (organization_id, feature, period_start) do update set used = u.used returning u.used::float8 as used`

/** The same as `takeFromLimit` when part of it is paid from the pool; no row when the key was there before. */
export const takeBeyondLimit = (
  sql: Sql,
  { amount, at, feature, key, limit, periodStart, tenant }: NewConsumption,
  paid: { readonly fromLimit: number; readonly fromCredits: number; readonly lots: typeof Lots.Type },
) =>
  sql<{ used: number }>`
    with written as (
      insert into consumptions (organization_id, feature, key, amount, from_credits, lots, period_start, used_after,
        limit_then, recorded_at)
      select ${tenant}, ${feature}, ${key}, ${amount}, ${paid.fromCredits}, ${sql.json(paid.lots)}, ${periodStart},
        used + ${paid.fromLimit}, ${limit}, ${at} from usage_periods
      where organization_id = ${tenant} and feature = ${feature} and period_start = ${periodStart}
      on conflict do nothing returning used_after
    )
    update usage_periods u set used = w.used_after from written w
    where u.organization_id = ${tenant} and u.feature = ${feature} and u.period_start = ${periodStart}
    returning u.used::float8 as used`

const columns = (sql: Sql) =>
  sql.literal(`amount, from_credits, lots, period_start, used_after::float8 as used_after,
    limit_then::float8 as limit_then, released_at`)

export const findConsumption = (sql: Sql, { feature, key, tenant }: Use) =>
  sql<ConsumptionRow>`select ${columns(sql)} from consumptions
    where organization_id = ${tenant} and feature = ${feature} and key = ${key}`

/** Marks it as given back; no row when it had been, or is not there. */
export const markReleased = (sql: Sql, { feature, key, tenant }: Use, at: Date) =>
  sql<ConsumptionRow>`update consumptions set released_at = ${at}
    where organization_id = ${tenant} and feature = ${feature} and key = ${key} and released_at is null
    returning ${columns(sql)}`

export const giveBack = (sql: Sql, { feature, tenant }: Omit<Use, "key">, periodStart: Date, amount: number) =>
  sql`update usage_periods set used = used - ${amount}::bigint
    where organization_id = ${tenant} and feature = ${feature} and period_start = ${periodStart}`

export const usedIn = (sql: Sql, { feature, tenant }: Omit<Use, "key">, periodStart: Date) =>
  sql<{ used: number }>`select used::float8 as used from usage_periods
    where organization_id = ${tenant} and feature = ${feature} and period_start = ${periodStart}`

/** A row when nobody had told of this soft limit in this period. */
export const firstWarning = (
  sql: Sql,
  tenant: OrganizationId,
  warning: { readonly limitName: string; readonly periodStart: Date; readonly percent: number },
) =>
  sql`insert into usage_warnings ${sql.insert({
    organization_id: tenant,
    limit_name: warning.limitName,
    period_start: warning.periodStart,
    percent: warning.percent,
  })} on conflict do nothing returning 1`

/** Soft limits above `percent` may be told of again. */
export const forgetWarnings = (
  sql: Sql,
  tenant: OrganizationId,
  warning: { readonly limitName: string; readonly periodStart: Date; readonly percent: number },
) =>
  sql`delete from usage_warnings where organization_id = ${tenant} and limit_name = ${warning.limitName}
    and period_start = ${warning.periodStart} and percent > ${warning.percent}`
