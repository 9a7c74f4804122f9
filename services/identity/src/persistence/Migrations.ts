import * as PgClient from "@effect/sql-pg/PgClient"
import type { Migrations } from "@tango/service/Migrate"
import { tenantTable } from "@tango/tenancy/Migrations"
import * as Effect from "effect/Effect"
import { logInMigrations } from "./LogInMigrations.ts"
import { enterpriseMigrations } from "./EnterpriseMigrations.ts"

const readModel = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table organizations (
    organization_id text primary key,
    name text not null,
    slug text not null,
    region text not null,
    version integer not null default 1,
    stytch_updated_at double precision not null,
    created_at timestamptz not null default now()
  )`
  yield* tenantTable("organizations")
  yield* sql`create table members (
    member_id text primary key,
    organization_id text not null references organizations,
    email text not null,
    name text not null,
    role text not null check (role in ('admin', 'member', 'viewer')),
    status text not null check (status in ('invited', 'pending', 'active', 'deactivated')),
    region text not null,
    joined boolean not null,
    version integer not null,
    stytch_updated_at double precision not null,
    created_at timestamptz not null default now()
  )`
  yield* sql`create index members_by_organization on members (organization_id, member_id)`
  yield* tenantTable("members")
})

export const migrations: Migrations = {
  "0010_read_model": readModel,
  ...logInMigrations,
  ...enterpriseMigrations,
}
