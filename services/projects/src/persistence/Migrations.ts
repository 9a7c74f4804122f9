import * as PgClient from "@effect/sql-pg/PgClient"
import { plans } from "@tango/contracts/Plans"
import { entitlementTableNames, entitlementTables } from "@tango/service/entitlements/Tables"
import type { Migrations } from "@tango/service/Migrate"
import { tenantTable } from "@tango/tenancy/Migrations"
import { revokedClientsTable } from "@tango/tenancy/RevokedClients"
import * as Effect from "effect/Effect"

const projects = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table projects (
    project_id uuid primary key default uuidv7(),
    organization_id text not null,
    name text not null,
    description text not null default '',
    status text not null default 'active' check (status in ('active', 'archived')),
    created_by text not null,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`
  yield* sql`create index projects_by_organization on projects (organization_id, project_id desc)`
  yield* tenantTable("projects")
  // What entitlements last told: absent until then, when the free plan counts.
  yield* sql`create table allowances (
    organization_id text primary key,
    plan text not null,
    project_limit integer,
    sequence integer not null
  )`
  yield* tenantTable("allowances")
})

const sharing = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* entitlementTables
  const tables = ["projects", "allowances", ...entitlementTableNames]
  // The owner sees rows only while the policies are not forced on it: to bring along what is there.
  for (const table of tables) yield* sql`alter table ${sql(table)} no force row level security`
  yield* sql`insert into entitlement_resources (organization_id, type, id, sequence)
    select organization_id, 'project', project_id::text, version from projects`
  // Until now everybody could see and change every project, and goes on to until its owner says otherwise.
  yield* sql`insert into entitlement_grants (organization_id, resource_type, resource_id, grantee, relation, sequence)
    select organization_id, 'project', project_id::text, grantee, relation, version from projects
    cross join lateral (values ('member:' || created_by, 'owner'), ('organization', 'editor')) as g (grantee, relation)`
  for (const { features, limits, name } of Object.values(plans)) {
    yield* sql`insert into entitlement_organizations
        (organization_id, plan, features, limits, overridden, sequence)
      select organization_id, plan, array(select jsonb_array_elements_text(${sql.json(features)})),
        ${sql.json(limits)} || jsonb_build_object('projects', project_limit), '{}', sequence
      from allowances where plan = ${name}`
  }
  for (const table of tables) yield* sql`alter table ${sql(table)} force row level security`
  // No version that knows this table has been released.
  yield* sql`drop table allowances`
})

const attachments = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  // Rows outlive their project: until what they stand for is gone from S3 as well.
  yield* sql`create table attachments (
    attachment_id uuid primary key default uuidv7(),
    organization_id text not null,
    project_id uuid not null,
    name text not null,
    content_type text not null,
    size_bytes bigint not null check (size_bytes > 0),
    last_modified bigint,
    status text not null default 'uploading' check (status in ('uploading', 'ready', 'removed')),
    upload_id text,
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (organization_id, attachment_id)
  )`
  yield* sql`create index attachments_by_project
    on attachments (organization_id, project_id, attachment_id desc) include (status, size_bytes)`
  yield* sql`create index attachments_to_sweep on attachments (created_at) where status <> 'ready'`
  yield* tenantTable("attachments")
  yield* sql`create table attachment_parts (
    organization_id text not null,
    attachment_id uuid not null,
    part_number integer not null,
    checksum text not null,
    etag text not null,
    primary key (attachment_id, part_number),
    -- With the tenant, so that no row can hang on another's.
    foreign key (organization_id, attachment_id) references attachments (organization_id, attachment_id) on delete cascade
  )`
  yield* tenantTable("attachment_parts")
})

export const migrations: Migrations = {
  "0010_projects": projects,
  "0020_sharing": sharing,
  "0025_revoked_clients": revokedClientsTable,
  "0050_attachments": attachments,
}
