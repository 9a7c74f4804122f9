import * as PgClient from "@effect/sql-pg/PgClient"
import type { Migrations } from "@tango/service/Migrate"
import { planTable } from "@tango/service/entitlements/Tables"
import { tenantTable } from "@tango/tenancy/Migrations"
import { revokedClientsTable } from "@tango/tenancy/RevokedClients"
import * as Effect from "effect/Effect"

const directory = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  // An organization that was deleted stays as a tombstone: its id is never used again, so nothing can undo it.
  yield* sql`alter table organizations add column deleted_at timestamptz`
  yield* sql`alter table organizations add column logo_key text`
  yield* sql`create index members_by_email on members (organization_id, email, member_id)`
  yield* sql`create index members_admins on members (organization_id) where role = 'admin' and status = 'active'`
})

const apiClients = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table api_clients (
    client_id text primary key,
    organization_id text not null,
    name text not null,
    scopes text[] not null,
    status text not null default 'active' check (status in ('active', 'revoked')),
    secret_last_four text not null,
    next_secret_last_four text,
    created_by text not null,
    created_at timestamptz not null default now()
  )`
  yield* sql`create index api_clients_by_organization on api_clients (organization_id, created_at desc)`
  yield* tenantTable("api_clients")
})

const auditChain = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table audit_chains (
    organization_id text primary key,
    sequence bigint not null default 0,
    hash text not null default '',
    pruned_sequence bigint not null default 0,
    pruned_hash text not null default ''
  )`
  yield* tenantTable("audit_chains")
  yield* sql`create table audit_entries (
    organization_id text not null,
    sequence bigint not null,
    entry_id uuid not null,
    at timestamptz not null,
    actor_kind text not null check (actor_kind in ('member', 'api_client', 'operator', 'provider', 'system')),
    actor_id text not null,
    action text not null,
    target_type text not null,
    target_id text not null,
    ip text,
    details jsonb not null,
    trace_id text,
    hash text not null,
    primary key (organization_id, sequence)
  )`
  yield* sql`create index audit_entries_by_actor on audit_entries (organization_id, actor_id, sequence)`
  yield* sql`create index audit_entries_by_target on audit_entries (organization_id, target_id, sequence)`
  yield* sql`create index audit_entries_by_time on audit_entries (at)`
  yield* tenantTable("audit_entries")
  // Requests add entries and never change one; the retention job has the system's role.
  const [roles] = yield* sql<{ app: string }>`select replace(current_user, '_owner', '_app') as app`
  yield* sql`revoke update, delete, truncate on audit_entries from ${sql(roles?.app ?? "")}`
})

const auditExports = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table audit_exports (
    export_id uuid primary key,
    organization_id text not null,
    member_id text not null,
    file_name text not null,
    format text not null check (format in ('csv', 'json')),
    filter jsonb not null,
    state text not null default 'requested' check (state in ('requested', 'ready', 'failed')),
    attempts integer not null default 0,
    claimed_until timestamptz not null default now(),
    failure text check (failure in ('storage_unavailable', 'not_finished')),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '7 days'
  )`
  yield* sql`create index audit_exports_by_organization on audit_exports (organization_id, created_at desc)`
  // The same wish twice is one file while that is being written. Filters are longer than an index takes.
  yield* sql`create unique index audit_exports_one_at_a_time
    on audit_exports (organization_id, member_id, format, md5(filter::text)) where state = 'requested'`
  yield* sql`create index audit_exports_requested on audit_exports (claimed_until) where state = 'requested'`
  yield* tenantTable("audit_exports")
})

/** The tables of members' administration, API clients and the audit log. */
export const enterpriseMigrations: Migrations = {
  "0030_directory": directory,
  "0031_api_clients": apiClients,
  "0032_audit_chain": auditChain,
  "0033_revoked_clients": revokedClientsTable,
  "0045_plan": planTable,
  "0046_audit_exports": auditExports,
}
