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

export const migrations: Migrations = { "0010_billing": billing }
