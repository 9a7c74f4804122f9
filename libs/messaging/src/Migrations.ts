import * as PgClient from "@effect/sql-pg/PgClient"
import { tenantTable } from "@tango/tenancy/Migrations"
import * as Effect from "effect/Effect"

/** The tables of outbox and inbox, the same in every service. */
export const messagingTables = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table outbox (
    id uuid primary key,
    organization_id text not null,
    type text not null,
    source text not null,
    subject text not null,
    sequence integer not null,
    detail jsonb not null,
    created_at timestamptz not null default now(),
    published_at timestamptz,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default now(),
    parked_at timestamptz,
    last_error text,
    unique (organization_id, subject, sequence)
  )`
  yield* sql`create index outbox_pending on outbox (next_attempt_at) where published_at is null and parked_at is null`
  yield* sql`create index outbox_pending_by_tenant on outbox (organization_id, created_at, id)
    where published_at is null and parked_at is null`
  yield* tenantTable("outbox")
  // Ids of handled events, which tell nothing about a tenant: the one table without a policy beside the migrations.
  yield* sql`create table inbox (event_id text primary key, processed_at timestamptz not null default now())`
})
