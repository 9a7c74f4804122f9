import * as PgClient from "@effect/sql-pg/PgClient"
import type { Migrations } from "@tango/service/Migrate"
import { tenantTable } from "@tango/tenancy/Migrations"
import * as Effect from "effect/Effect"

const billing = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  // Stripe's customer of an organization; name_sequence is that of the event the name is from.
  yield* sql`create table customers (
    organization_id text primary key,
    customer_id text not null unique,
    name_sequence integer not null default 0,
    created_at timestamptz not null default now()
  )`
  yield* tenantTable("customers")
  yield* sql`create table subscriptions (
    organization_id text primary key,
    subscription_id text not null,
    status text not null,
    plan text not null,
    price text not null,
    seats integer not null,
    current_period_end timestamptz not null,
    cancel_at timestamptz,
    version integer not null,
    updated_at timestamptz not null default now()
  )`
  yield* tenantTable("subscriptions")
  // Attempts to subscribe; an attempt is written down before Stripe is asked, and asks under its own id.
  yield* sql`create table checkouts (
    checkout_id uuid primary key default uuidv7(),
    organization_id text not null,
    price text not null,
    seats integer not null,
    traceparent text,
    session_id text,
    session_url text,
    created_at timestamptz not null default now()
  )`
  yield* sql`create index checkouts_by_organization on checkouts (organization_id, checkout_id desc)`
  yield* tenantTable("checkouts")
})

const money = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  // What others need not ask for by column: trial, schedule, overdue invoice, seat floor, and what was told already.
  yield* sql`alter table subscriptions add column details jsonb not null default '{}'`
  yield* sql`alter table checkouts add column trial boolean not null default false`
  yield* sql`alter table customers add column seats_raised_at timestamptz, add column seats_pending boolean not null default false`
  yield* sql`create index customers_with_pending_seats on customers (organization_id) where seats_pending`
  yield* sql`create table invoices (
    organization_id text not null,
    invoice_id text not null,
    created_at timestamptz not null,
    document jsonb not null,
    primary key (organization_id, invoice_id)
  )`
  yield* sql`create index invoices_by_date on invoices (organization_id, created_at desc, invoice_id desc)`
  yield* tenantTable("invoices")
  yield* sql`create table members (
    organization_id text not null,
    member_id text not null,
    status text not null,
    sequence integer not null,
    primary key (organization_id, member_id)
  )`
  yield* tenantTable("members")
  // What a change will cost, as it was shown.
  yield* sql`create table previews (
    preview_id uuid primary key default uuidv7(),
    organization_id text not null,
    document jsonb not null,
    created_at timestamptz not null default now()
  )`
  yield* sql`create index previews_by_organization on previews (organization_id, preview_id)`
  yield* tenantTable("previews")
})

const credits = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  // Asked for by an operator; written down before Stripe is asked, under whose idempotency key the id goes.
  yield* sql`create table credit_grants (
    grant_id uuid primary key default uuidv7(),
    organization_id text not null,
    amount bigint not null,
    currency text not null,
    reason text not null,
    granted_by text not null,
    created_at timestamptz not null default now()
  )`
  yield* sql`create index credit_grants_by_organization on credit_grants (organization_id, grant_id)`
  yield* tenantTable("credit_grants")
  yield* sql`create table credit_entries (
    entry_id uuid primary key default uuidv7(),
    organization_id text not null,
    transaction_id text not null,
    kind text not null,
    amount integer not null,
    currency text not null,
    balance integer not null,
    reason text not null,
    granted_by text,
    invoice_id text,
    created_at timestamptz not null,
    unique (organization_id, transaction_id)
  )`
  yield* sql`create index credit_entries_by_organization on credit_entries (organization_id, entry_id desc)`
  yield* tenantTable("credit_entries")
  // The ledger is only ever added to, whoever asks.
  yield* sql`create function ledger_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'the credit ledger is only added to'; end $$`
  yield* sql`create trigger append_only before update or delete on credit_entries
    for each row execute function ledger_is_append_only()`
})

export const migrations: Migrations = { "0010_billing": billing, "0020_money": money, "0021_credits": credits }
