import * as PgClient from "@effect/sql-pg/PgClient"
import type { Migrations } from "@tango/service/Migrate"
import { tenantTable } from "@tango/tenancy/Migrations"
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

export const migrations: Migrations = { "0010_organization_plans": organizationPlans }
