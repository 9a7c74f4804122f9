import * as PgClient from "@effect/sql-pg/PgClient"
import { tenantTable } from "@tango/tenancy/Migrations"
import * as Effect from "effect/Effect"

/** Organizations, members and e-mails. */
export const notifications = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table organizations (
    organization_id text primary key,
    name text not null,
    sequence integer not null
  )`
  yield* tenantTable("organizations")
  // Joining is told once and may come late; the newest event of any kind tells whether the person is a member still.
  yield* sql`create table members (
    organization_id text not null,
    member_id text not null,
    email text not null,
    name text not null,
    role text not null check (role in ('admin', 'member', 'viewer')),
    joined boolean not null default false,
    deactivated boolean not null,
    sequence integer not null,
    primary key (organization_id, member_id)
  )`
  yield* tenantTable("members")
  yield* sql`create table deliveries (
    delivery_id uuid primary key default uuidv7(),
    organization_id text not null,
    event_id uuid not null,
    member_id text not null,
    recipient text not null,
    kind text not null,
    content jsonb not null,
    state text not null default 'queued'
      check (state in ('queued', 'sent', 'delivered', 'bounced', 'complained', 'failed')),
    provider_id text unique,
    reason text,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (organization_id, event_id, recipient)
  )`
  yield* sql`create index deliveries_by_organization on deliveries (organization_id, delivery_id desc)`
  yield* tenantTable("deliveries")
})
