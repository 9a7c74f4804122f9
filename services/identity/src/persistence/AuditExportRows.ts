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
  readonly state: "requested" | "ready"
  readonly created_at: Date
  readonly expires_at: Date
}

/** Takes the tenant's rows whose files are gone away as well. */
export const forgetExpired = (sql: Sql, tenant: OrganizationId) =>
  sql`delete from audit_exports where organization_id = ${tenant} and expires_at < now()`

export const insertExport = (
  sql: Sql,
  tenant: OrganizationId,
  row: Pick<AuditExportRow, "export_id" | "member_id" | "file_name" | "format" | "filter">,
) =>
  sql<AuditExportRow>`insert into audit_exports ${sql.insert({
    ...row,
    organization_id: tenant,
    filter: sql.json(row.filter),
  })} returning *`

export const listExports = (sql: Sql, tenant: OrganizationId) =>
  sql<AuditExportRow>`select * from audit_exports where organization_id = ${tenant} and expires_at > now()
    order by created_at desc limit 50`

export const findExport = (sql: Sql, tenant: OrganizationId, exportId: string) =>
  sql<AuditExportRow>`select * from audit_exports where organization_id = ${tenant} and export_id = ${exportId}::uuid
    and expires_at > now()`

/** Gives a row to one caller only, however many try. */
export const markReady = (sql: Sql, tenant: OrganizationId, exportId: string) =>
  sql<AuditExportRow>`update audit_exports set state = 'ready' where organization_id = ${tenant}
    and export_id = ${exportId}::uuid and state = 'requested' returning *`

export const toAuditExport = (row: AuditExportRow): typeof AuditExport.Type => ({
  exportId: row.export_id,
  fileName: row.file_name,
  state: row.state,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})
