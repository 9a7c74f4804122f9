import * as PgClient from "@effect/sql-pg/PgClient"
import { entitlementTables } from "@tango/service/entitlements/Tables"
import type { Migrations } from "@tango/service/Migrate"
import { tenantTable } from "@tango/tenancy/Migrations"
import { revokedClientsTable } from "@tango/tenancy/RevokedClients"
import * as Effect from "effect/Effect"

const organizationPlans = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table organization_plans (
    organization_id text primary key,
    plan text not null,
    billing_sequence integer not null,
    version integer not null,
    updated_at timestamptz not null default now()
  )`
  yield* tenantTable("organization_plans")
})

/** What the effective entitlement follows from, and what was last announced. */
const facts = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`alter table organization_plans
    add column subscription jsonb, add column trial jsonb, add column payment jsonb,
    add column announced jsonb, add column next_change_at timestamptz`
  // The owner sees rows only while the policy is not forced on it: to bring along what is there.
  yield* sql`alter table organization_plans no force row level security`
  yield* sql`update organization_plans set subscription = jsonb_build_object('subscriptionId', '', 'plan', plan,
    'status', 'active', 'currentPeriodEnd', null, 'cancelAt', null) where plan <> 'free'`
  yield* sql`alter table organization_plans force row level security`
  yield* sql`create index organization_plans_by_next_change on organization_plans (next_change_at)
    where next_change_at is not null`
  yield* sql`create table overrides (
    organization_id text not null,
    override_id uuid primary key default uuidv7(),
    name text not null,
    value jsonb not null,
    reason text not null,
    author text not null,
    created_at timestamptz not null,
    expires_at timestamptz
  )`
  yield* sql`create index overrides_by_organization on overrides (organization_id, override_id)`
  yield* tenantTable("overrides")
})

const usage = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  // What was used of a metered feature in a period and paid for by its limit.
  yield* sql`create table usage_periods (
    organization_id text not null,
    feature text not null,
    period_start timestamptz not null,
    used bigint not null check (used >= 0),
    primary key (organization_id, feature, period_start)
  )`
  yield* sql`create table consumptions (
    organization_id text not null,
    feature text not null,
    key text not null,
    amount integer not null,
    from_credits integer not null,
    lots jsonb not null,
    period_start timestamptz not null,
    used_after bigint not null,
    limit_then bigint,
    recorded_at timestamptz not null,
    released_at timestamptz,
    primary key (organization_id, feature, key)
  )`
  yield* sql`create table credit_lots (
    organization_id text not null,
    lot_id uuid primary key default uuidv7(),
    amount integer not null,
    remaining integer not null check (remaining between 0 and amount),
    reason text not null,
    author text not null,
    created_at timestamptz not null,
    expires_at timestamptz
  )`
  yield* sql`create index credit_lots_by_organization on credit_lots (organization_id, expires_at) where remaining > 0`
  // What is held and not used up: a project that is in use, the bytes of a file.
  yield* sql`create table levels (
    organization_id text not null,
    limit_name text not null,
    item text not null,
    amount bigint not null,
    sequence integer not null,
    primary key (organization_id, limit_name, item)
  )`
  // Which soft limits have been told of; for what is held the period is the beginning of time.
  yield* sql`create table usage_warnings (
    organization_id text not null,
    limit_name text not null,
    period_start timestamptz not null,
    percent integer not null,
    primary key (organization_id, limit_name, period_start, percent)
  )`
  for (const table of ["usage_periods", "consumptions", "credit_lots", "levels", "usage_warnings"]) {
    yield* tenantTable(table)
  }
})

export const migrations: Migrations = {
  "0010_organization_plans": organizationPlans,
  "0020_facts": facts,
  "0021_usage": usage,
  "0022_grants": entitlementTables,
  "0025_revoked_clients": revokedClientsTable,
}
