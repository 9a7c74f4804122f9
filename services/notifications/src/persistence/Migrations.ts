import { PgClient } from "@effect/sql-pg"
import type { Migrations } from "@tango/service/Migrate"
import { tenantTable } from "@tango/tenancy/Migrations"
import { Effect } from "effect"

const notifications = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table organizations (
    organization_id text primary key,
    name text not null,
    sequence integer not null
  )`
  yield* tenantTable("organizations")
  // What a member is called and whether they are one are told by different events: each has its own newest sequence.
  yield* sql`create table members (
    organization_id text not null,
    member_id text not null,
    email text not null,
    name text not null,
    role text not null check (role in ('admin', 'member', 'viewer')),
    status text not null default 'invited' check (status in ('invited', 'active', 'deactivated')),
    sequence integer not null,
    status_sequence integer not null default 0,
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

export const migrations: Migrations = { "0010_notifications": notifications }
