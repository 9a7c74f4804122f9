import * as PgClient from "@effect/sql-pg/PgClient"
import { entitlementTables } from "@tango/service/entitlements/Tables"
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
  "0020_sharing": entitlementTables,
  "0025_revoked_clients": revokedClientsTable,
  "0050_attachments": attachments,
}
