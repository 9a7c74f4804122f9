import type * as PgClient from "@effect/sql-pg/PgClient"
import { AttachmentId } from "@tango/contracts/api/projects/Attachments"
import type { Attachment } from "@tango/contracts/api/projects/AttachmentsGroup"
import { ActorId, type OrganizationId, type ProjectId } from "@tango/contracts/Ids"
import * as Effect from "effect/Effect"

export interface AttachmentRow {
  readonly organization_id: string
  readonly attachment_id: string
  readonly project_id: string
  readonly name: string
  readonly content_type: string
  readonly size_bytes: number
  readonly last_modified: number | null
  readonly status: "uploading" | "ready" | "removed"
  /** S3's, once it has one. */
  readonly upload_id: string | null
  readonly created_by: string
  readonly created_at: Date
}

type Sql = PgClient.PgClient

const columns = (sql: Sql) =>
  sql.literal(`organization_id, attachment_id, project_id, name, content_type, size_bytes::float8 as size_bytes,
    last_modified::float8 as last_modified, status, upload_id, created_by, created_at`)

/** Of a project, newest first; without what is removed. */
export const listAttachments = (
  sql: Sql,
  tenant: OrganizationId,
  projectId: ProjectId,
  page: { readonly after: string | null; readonly limit: number },
) =>
  sql<AttachmentRow>`select ${columns(sql)} from attachments
    where organization_id = ${tenant} and project_id = ${projectId} and status <> 'removed'
      and (${page.after}::uuid is null or attachment_id < ${page.after}::uuid)
    order by attachment_id desc limit ${page.limit}`

/** One that is not removed. */
export const findAttachment = (sql: Sql, tenant: OrganizationId, projectId: ProjectId, id: AttachmentId) =>
  sql<AttachmentRow>`select ${columns(sql)} from attachments where organization_id = ${tenant}
    and project_id = ${projectId} and attachment_id = ${id} and status <> 'removed'`

/** What an organization has stored and is storing, in bytes. */
export const storedQuery = (sql: Sql, tenant: OrganizationId) =>
  sql<{ readonly used: number }>`select coalesce(sum(size_bytes), 0)::float8 as used from attachments
    where organization_id = ${tenant} and status <> 'removed'`

export const storedBytes = (sql: Sql, tenant: OrganizationId) =>
  Effect.map(storedQuery(sql, tenant), ([row]) => row?.used ?? 0)

const one = Effect.flatMap(([row]: ReadonlyArray<AttachmentRow>) =>
  row === undefined ? Effect.die("a statement that writes an attachment gave no row") : Effect.succeed(row),
)

export interface NewAttachment {
  readonly projectId: ProjectId
  readonly name: string
  readonly contentType: string
  readonly size: number
  readonly lastModified: number | null
  readonly createdBy: ActorId
}

export const insertAttachment = (sql: Sql, tenant: OrganizationId, file: NewAttachment) =>
  sql<AttachmentRow>`insert into attachments ${sql.insert({
    organization_id: tenant,
    project_id: file.projectId,
    name: file.name,
    content_type: file.contentType,
    size_bytes: file.size,
    last_modified: file.lastModified,
    created_by: file.createdBy,
  })} returning ${columns(sql)}`.pipe(one)

/** Nothing when it is no longer being uploaded. */
export const setUploadId = (sql: Sql, tenant: OrganizationId, id: string, uploadId: string) =>
  sql<AttachmentRow>`update attachments set upload_id = ${uploadId} where organization_id = ${tenant}
    and attachment_id = ${id} and status = 'uploading' returning ${columns(sql)}`

export const setStatus = (sql: Sql, tenant: OrganizationId, id: string, status: "ready" | "removed") =>
  sql`update attachments set status = ${status} where organization_id = ${tenant} and attachment_id = ${id}`

export const deleteAttachment = (sql: Sql, organization: string, id: string) =>
  sql`delete from attachments where organization_id = ${organization} and attachment_id = ${id}`

/** All of a project's; gives those that were complete. */
export const removeAttachments = (sql: Sql, tenant: OrganizationId, projectId: ProjectId) =>
  Effect.map(
    sql<AttachmentRow>`with before as (
        select ${columns(sql)} from attachments
        where organization_id = ${tenant} and project_id = ${projectId} and status <> 'removed' for update
      ), removed as (
        update attachments set status = 'removed'
        where organization_id = ${tenant} and attachment_id in (select attachment_id from before)
      ) select * from before`,
    (rows) => rows.filter(({ status }) => status === "ready"),
  )

export const removeAllAttachments = (sql: Sql, tenant: OrganizationId) =>
  sql`update attachments set status = 'removed' where organization_id = ${tenant}`

export const toAttachment = (row: AttachmentRow): typeof Attachment.Type => ({
  attachmentId: AttachmentId.make(row.attachment_id),
  name: row.name,
  contentType: row.content_type,
  size: row.size_bytes,
  status: row.status === "ready" ? "ready" : "uploading",
  lastModified: row.last_modified,
  createdBy: ActorId.make(row.created_by),
  createdAt: row.created_at,
})
