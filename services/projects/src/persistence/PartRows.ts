import type * as PgClient from "@effect/sql-pg/PgClient"
import type { OrganizationId } from "@tango/contracts/Ids"
import * as Effect from "effect/Effect"

/** A part that has arrived, as the browser says: S3 compares when it puts them together. */
export interface Part {
  readonly part_number: number
  readonly checksum: string
  readonly etag: string
}

type Sql = PgClient.PgClient

export const partsQuery = (sql: Sql, tenant: OrganizationId, attachmentId: string) =>
  sql<Part>`select part_number, checksum, etag from attachment_parts
    where organization_id = ${tenant} and attachment_id = ${attachmentId} order by part_number`

/** The last one of a number counts. */
export const putPart = (sql: Sql, tenant: OrganizationId, attachmentId: string, part: Part) =>
  sql`insert into attachment_parts ${sql.insert({ organization_id: tenant, attachment_id: attachmentId, ...part })}
    on conflict (attachment_id, part_number) do update set checksum = excluded.checksum, etag = excluded.etag`

export const forgetParts = (sql: Sql, tenant: OrganizationId, attachmentId: string) =>
  Effect.asVoid(sql`delete from attachment_parts where organization_id = ${tenant} and attachment_id = ${attachmentId}`)
