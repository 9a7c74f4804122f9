import type * as PgClient from "@effect/sql-pg/PgClient"
import type { OrganizationId } from "@tango/contracts/Ids"
import type { LimitName } from "@tango/contracts/Plans"
import * as Effect from "effect/Effect"

type Sql = PgClient.PgClient

/** The beginning of time: the period of what is held and does not start anew. */
export const always = new Date(0)

/** One thing that is held, such as a project in use or the bytes of a file; 0 when it is gone. */
export interface Held {
  readonly limitName: LimitName
  readonly item: string
  readonly amount: number
  readonly sequence: number
}

export const tellLevel = (sql: Sql, tenant: OrganizationId, { amount, item, limitName, sequence }: Held) =>
  sql`insert into levels as known ${sql.insert({
    organization_id: tenant,
    limit_name: limitName,
    item,
    amount,
    sequence,
  })} on conflict (organization_id, limit_name, item) do update
    set amount = excluded.amount, sequence = excluded.sequence where known.sequence < excluded.sequence`

interface LevelRow {
  readonly limit_name: LimitName
  readonly used: number
}

/** How much is held of everything; seats are the active members. */
export const levels = (sql: Sql, tenant: OrganizationId) =>
  sql<LevelRow>`select limit_name, sum(amount)::float8 as used from levels
      where organization_id = ${tenant} group by limit_name
    union all
    select 'seats', count(*)::float8 from entitlement_members where organization_id = ${tenant} and status = 'active'`

const organizationTables = [
  "organization_plans",
  "overrides",
  "usage_periods",
  "consumptions",
  "credit_lots",
  "levels",
  "usage_warnings",
]

/** Everything about an organization that is no more, but for what the projection's own tables hold. */
export const forgetLevels = (sql: Sql, tenant: OrganizationId) =>
  Effect.forEach(organizationTables, (table) => sql`delete from ${sql(table)} where organization_id = ${tenant}`, {
    discard: true,
  })
