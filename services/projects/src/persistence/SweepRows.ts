import type * as PgClient from "@effect/sql-pg/PgClient"
import type { AttachmentRow } from "./AttachmentRows.ts"

type Sql = PgClient.PgClient

/** Gives up uploads of any organization that were begun before; gives how many. */
export const abandonUploads = (sql: Sql, before: Date) =>
  sql<{ readonly attachment_id: string }>`update attachments set status = 'removed'
    where status = 'uploading' and created_at < ${before} returning attachment_id`

export type Leftover = Pick<AttachmentRow, "organization_id" | "attachment_id" | "project_id" | "upload_id">

/** What is removed and may still be in S3, of any organization, oldest first. */
export const leftovers = (sql: Sql, limit: number) =>
  sql<Leftover>`select organization_id, attachment_id, project_id, upload_id from attachments
    where status = 'removed' order by created_at limit ${limit}`
