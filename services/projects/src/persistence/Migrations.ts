import * as PgClient from "@effect/sql-pg/PgClient"
import type { Migrations } from "@tango/service/Migrate"
import { tenantTable } from "@tango/tenancy/Migrations"
import * as Effect from "effect/Effect"

const projects = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table projects (
    project_id uuid primary key default uuidv7(),
    organization_id text not null,
    name text not null,
    description text not null default '',
    status text not null default 'active' check (status in ('active', 'archived')),
    created_by text not null,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`
  yield* sql`create index projects_by_organization on projects (organization_id, project_id desc)`
  yield* tenantTable("projects")
  // What entitlements last told: absent until then, when the free plan counts.
  yield* sql`create table allowances (
    organization_id text primary key,
    plan text not null,
    project_limit integer,
    sequence integer not null
  )`
  yield* tenantTable("allowances")
})

export const migrations: Migrations = { "0010_projects": projects }
