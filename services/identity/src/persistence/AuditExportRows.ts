import type { AuditExport } from "@tango/contracts/api/IdentityApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import type * as PgClient from "@effect/sql-pg/PgClient"

type Sql = PgClient.PgClient

export interface AuditExportRow {
  readonly export_id: string
  readonly member_id: string
  readonly file_name: string
  readonly format: "csv" | "json"
  readonly filter: unknown
  readonly state: (typeof AuditExport.Type)["state"]
  readonly failure: (typeof AuditExport.Type)["failure"]
  /** Runs that have begun to write it. */
  readonly attempts: number
  readonly created_at: Date
  readonly expires_at: Date
}

/** Takes the tenant's rows whose files are gone away as well. */
export const forgetExpired = (sql: Sql, tenant: OrganizationId) =>
  sql`delete from audit_exports where organization_id = ${tenant} and expires_at < now()`

export type NewExport = Pick<AuditExportRow, "export_id" | "member_id" | "file_name" | "format" | "filter">

/** Gives no row where the same wish of the same member is being written already. */
export const insertExport = (sql: Sql, tenant: OrganizationId, row: NewExport) =>
  sql<AuditExportRow>`insert into audit_exports ${sql.insert({
    ...row,
    organization_id: tenant,
    filter: sql.json(row.filter),
  })} on conflict (organization_id, member_id, format, md5(filter::text)) where state = 'requested' do nothing
    returning *`

/** The member's last one with the same filter and format. */
export const findSame = (sql: Sql, tenant: OrganizationId, row: NewExport) =>
  sql<AuditExportRow>`select * from audit_exports where organization_id = ${tenant} and member_id = ${row.member_id}
    and format = ${row.format} and filter = ${sql.json(row.filter)} order by created_at desc limit 1`

export const listExports = (sql: Sql, tenant: OrganizationId) =>
  sql<AuditExportRow>`select * from audit_exports where organization_id = ${tenant} and expires_at > now()
    order by created_at desc limit 50`

export const findExport = (sql: Sql, tenant: OrganizationId, exportId: string) =>
  sql<AuditExportRow>`select * from audit_exports where organization_id = ${tenant} and export_id = ${exportId}::uuid
    and expires_at > now()`

/** Gives it to one run at a time, until its seconds are over; a run that dies in between has had its attempt. */
export const claimExport = (sql: Sql, tenant: OrganizationId, exportId: string, seconds: number) =>
  sql<AuditExportRow>`update audit_exports
    set attempts = attempts + 1, claimed_until = now() + make_interval(secs => ${seconds})
    where organization_id = ${tenant} and export_id = ${exportId}::uuid and state = 'requested' and claimed_until <= now()
    returning *`

/** It may be tried again after so many seconds. */
export const releaseExport = (sql: Sql, tenant: OrganizationId, exportId: string, seconds: number) =>
  sql`update audit_exports set claimed_until = now() + make_interval(secs => ${seconds})
    where organization_id = ${tenant} and export_id = ${exportId}::uuid and state = 'requested'`

export const markFailed = (
  sql: Sql,
  tenant: OrganizationId,
  exportId: string,
  failure: NonNullable<AuditExportRow["failure"]>,
) =>
  sql`update audit_exports set state = 'failed', failure = ${failure}
    where organization_id = ${tenant} and export_id = ${exportId}::uuid and state = 'requested'`

/** Of all organizations: what nobody is writing, longest first. */
export const waitingExports = (sql: Sql, limit: number) =>
  sql<{ organization_id: string; export_id: string }>`select organization_id, export_id from audit_exports
    where state = 'requested' and claimed_until <= now() order by claimed_until limit ${limit}`

/** Gives a row to one caller only, however many try. */
export const markReady = (sql: Sql, tenant: OrganizationId, exportId: string) =>
  sql<AuditExportRow>`update audit_exports set state = 'ready' where organization_id = ${tenant}
    and export_id = ${exportId}::uuid and state = 'requested' returning *`

export const toAuditExport = (row: AuditExportRow): typeof AuditExport.Type => ({
  exportId: row.export_id,
  fileName: row.file_name,
  state: row.state,
  failure: row.failure,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})
