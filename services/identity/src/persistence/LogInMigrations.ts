import * as PgClient from "@effect/sql-pg/PgClient"
import type { Migrations } from "@tango/service/Migrate"
import { tenantTable } from "@tango/tenancy/Migrations"
import * as Effect from "effect/Effect"

const attempts = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  // Who tries to log in belongs to no organization yet: the empty one is nobody's, so only the system role sees these rows.
  // Not logged: a crash forgets the counts, and each attempt costs less.
  yield* sql`create unlogged table attempts (
    key text primary key,
    organization_id text not null default '' check (organization_id = ''),
    count integer not null,
    ends_at timestamptz not null
  )`
  yield* sql`create index attempts_by_end on attempts (ends_at)`
  yield* tenantTable("attempts")
})

const signIns = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table sign_ins (
    sign_in_id uuid primary key default uuidv7(),
    organization_id text not null,
    member_id text not null,
    session_id text not null,
    method text not null,
    address text not null,
    user_agent text not null,
    at timestamptz not null default now()
  )`
  yield* sql`create index sign_ins_by_member on sign_ins (organization_id, member_id, sign_in_id desc)`
  yield* tenantTable("sign_ins")
})

const emailChanges = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table email_changes (
    member_id text primary key,
    organization_id text not null,
    old_email text not null,
    new_email text not null,
    confirmed_at timestamptz,
    expires_at timestamptz not null
  )`
  yield* tenantTable("email_changes")
})

const organizationDomains = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`alter table organizations add column domains text[] not null default '{}'`
  yield* sql`create index organizations_by_domain on organizations using gin (domains)`
})

/** For the job that takes old ones out. */
const signInRetention = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create index sign_ins_by_time on sign_ins (at)`
})

/** The tables of log-in, account and their safety. */
export const logInMigrations: Migrations = {
  "0020_attempts": attempts,
  "0021_sign_ins": signIns,
  "0022_email_changes": emailChanges,
  "0023_organization_domains": organizationDomains,
  "0034_sign_in_retention": signInRetention,
}
