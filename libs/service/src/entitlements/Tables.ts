import * as PgClient from "@effect/sql-pg/PgClient"
import { tenantTable } from "@tango/tenancy/Migrations"
import * as Effect from "effect/Effect"

/** What a service knows of plans, features and limits, to answer from its own rows: a step of its migrations. */
export const planTable = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table entitlement_organizations (
    organization_id text primary key,
    plan text not null,
    features text[] not null,
    limits jsonb not null,
    overridden text[] not null,
    sequence integer not null
  )`
  yield* tenantTable("entitlement_organizations")
})

/**
 * The same, and members, resources and grants. A grant that was revoked and a resource that is gone stay as rows, so that older news
 * about them is known to be old.
 */
export const entitlementTables = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* planTable
  yield* sql`create table entitlement_members (
    organization_id text not null,
    member_id text not null,
    role text not null,
    status text not null check (status in ('invited', 'active', 'deactivated')),
    sequence integer not null,
    -- Of the news that the status is from: not all news of a member tell it.
    status_sequence integer not null default 0,
    primary key (organization_id, member_id)
  )`
  yield* sql`create table entitlement_resources (
    organization_id text not null,
    type text not null,
    id text not null,
    parent_type text,
    parent_id text,
    removed boolean not null default false,
    sequence integer not null,
    primary key (organization_id, type, id)
  )`
  yield* sql`create index entitlement_resources_by_parent
    on entitlement_resources (organization_id, parent_type, parent_id) where parent_id is not null`
  yield* sql`create table entitlement_grants (
    organization_id text not null,
    resource_type text not null,
    resource_id text not null,
    grantee text not null,
    relation text check (relation in ('owner', 'editor', 'viewer')),
    sequence integer not null,
    primary key (organization_id, resource_type, resource_id, grantee)
  )`
  yield* sql`create index entitlement_grants_by_grantee
    on entitlement_grants (organization_id, grantee, resource_type) where relation is not null`
  for (const table of factTables) yield* tenantTable(table)
})

const factTables = ["entitlement_members", "entitlement_resources", "entitlement_grants"] as const

export const entitlementTableNames = ["entitlement_organizations", ...factTables] as const
