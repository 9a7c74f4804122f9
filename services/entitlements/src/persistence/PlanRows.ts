import type * as PgClient from "@effect/sql-pg/PgClient"
import type { OrganizationId } from "@tango/contracts/Ids"
import { PlanName } from "@tango/contracts/Plans"
import * as Schema from "effect/Schema"
import type { KnownPlan } from "../domain/Entitlements.ts"

type Sql = PgClient.PgClient

export interface PlanRow {
  readonly plan: string
  readonly billing_sequence: number
  readonly version: number
}

const decodePlan = Schema.decodeUnknownSync(PlanName)

export const toKnown = (row: PlanRow): KnownPlan => ({
  plan: decodePlan(row.plan),
  billingSequence: row.billing_sequence,
  version: row.version,
})

export const findPlan = (sql: Sql, tenant: OrganizationId) =>
  sql<PlanRow>`select plan, billing_sequence, version from organization_plans where organization_id = ${tenant}`

/** Locks the organization's plan for the rest of the transaction, also when there is no row yet. */
export const lockPlan = (sql: Sql, tenant: OrganizationId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`plan:${tenant}`}, 0))`

export const upsertPlan = (sql: Sql, tenant: OrganizationId, known: KnownPlan) =>
  sql`insert into organization_plans ${sql.insert({
    organization_id: tenant,
    plan: known.plan,
    billing_sequence: known.billingSequence,
    version: known.version,
  })} on conflict (organization_id) do update set plan = excluded.plan,
    billing_sequence = excluded.billing_sequence, version = excluded.version, updated_at = now()`
