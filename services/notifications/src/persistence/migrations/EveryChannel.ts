import * as PgClient from "@effect/sql-pg/PgClient"
import { tenantTable } from "@tango/tenancy/Migrations"
import * as Effect from "effect/Effect"

const deliveries = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`alter table organizations add column logo_url text, add column deleted boolean not null default false`
  yield* sql`alter table deliveries drop constraint deliveries_state_check`
  // not_before: quiet hours. retry_at: when the job may try what no consumer has sent. claimed_until: for providers that
  // would send twice. history: each state with its time.
  yield* sql`alter table deliveries
    add constraint deliveries_state_check check (state in
      ('queued', 'sent', 'delayed', 'delivered', 'bounced', 'complained', 'suppressed', 'failed')),
    add column not_before timestamptz not null default now(),
    add column retry_at timestamptz not null default now() + interval '30 seconds',
    add column claimed_until timestamptz,
    add column attempts integer not null default 0,
    add column resend_of uuid,
    add column history jsonb not null default '[]'`
  yield* sql`create index deliveries_due on deliveries (retry_at) where state = 'queued'`
  yield* sql`create table suppressions (
    suppression_id uuid primary key default uuidv7(),
    organization_id text not null,
    address text not null,
    reason text not null check (reason in ('bounce', 'complaint', 'manual', 'provider')),
    created_at timestamptz not null default now(),
    unique (organization_id, address)
  )`
  yield* tenantTable("suppressions")
  // What the provider lets through is no tenant's: the row has none, and only the system's role sees it.
  yield* sql`create table provider_limits (
    organization_id text not null,
    provider text primary key,
    next_at timestamptz not null default now()
  )`
  yield* tenantTable("provider_limits")
})

const preferences = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  // The organization's defaults have '*' for the member.
  yield* sql`create table preferences (
    organization_id text not null,
    member_id text not null,
    kind text not null,
    channel text not null check (channel in ('email', 'in_app', 'digest')),
    enabled boolean not null,
    primary key (organization_id, member_id, kind, channel)
  )`
  yield* tenantTable("preferences")
  yield* sql`create table member_settings (
    organization_id text not null,
    member_id text not null,
    time_zone text not null,
    quiet_from integer,
    quiet_until integer,
    digest_hour integer not null,
    primary key (organization_id, member_id)
  )`
  yield* tenantTable("member_settings")
})

const inboxes = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  // A member's position rises by one with each change of their inbox, in the order in which changes commit.
  yield* sql`create table inbox_positions (
    organization_id text not null,
    member_id text not null,
    position bigint not null,
    primary key (organization_id, member_id)
  )`
  yield* tenantTable("inbox_positions")
  yield* sql`create table inbox_items (
    item_id uuid primary key default uuidv7(),
    organization_id text not null,
    member_id text not null,
    event_id uuid not null,
    kind text not null,
    title text not null,
    text text not null,
    path text not null,
    position bigint not null,
    created_at timestamptz not null default now(),
    read_at timestamptz,
    archived_at timestamptz,
    unique (organization_id, member_id, event_id, kind)
  )`
  yield* sql`create index inbox_items_by_position on inbox_items (organization_id, member_id, position)`
  yield* sql`create index inbox_items_unread on inbox_items (organization_id, member_id)
    where read_at is null and archived_at is null`
  yield* tenantTable("inbox_items")
  yield* sql`create table digest_entries (
    entry_id uuid primary key default uuidv7(),
    organization_id text not null,
    member_id text not null,
    title text not null,
    text text not null,
    path text not null,
    created_at timestamptz not null default now()
  )`
  yield* sql`create index digest_entries_by_member on digest_entries (organization_id, member_id, entry_id)`
  yield* tenantTable("digest_entries")
  yield* sql`create table digest_days (
    organization_id text not null,
    member_id text not null,
    last_date text not null,
    primary key (organization_id, member_id)
  )`
  yield* tenantTable("digest_days")
})

/** Every channel, and people's say in it: states and suppressions of e-mails, preferences, inboxes, digests. */
export const everyChannel = Effect.all([deliveries, preferences, inboxes], { discard: true })
