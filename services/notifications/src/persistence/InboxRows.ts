import type * as PgClient from "@effect/sql-pg/PgClient"
import type { InboxItem } from "@tango/contracts/api/NotificationsApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import * as Array from "effect/Array"
import * as Order from "effect/Order"

type Sql = PgClient.PgClient

export interface InboxRow {
  readonly item_id: string
  readonly member_id: string
  readonly kind: string
  readonly title: string
  readonly text: string
  readonly path: string
  /** A bigint: text on the wire. */
  readonly position: string
  readonly created_at: Date
  readonly read_at: Date | null
  readonly archived_at: Date | null
}

export const toItem = (row: InboxRow): InboxItem => ({
  itemId: row.item_id,
  kind: row.kind,
  title: row.title,
  text: row.text,
  path: row.path,
  createdAt: row.created_at,
  readAt: row.read_at,
  archivedAt: row.archived_at,
})

export type Show = "current" | "unread" | "archived"

const shown = (sql: Sql, show: Show) =>
  show === "archived"
    ? sql`archived_at is not null`
    : show === "unread"
      ? sql`archived_at is null and read_at is null`
      : sql`archived_at is null`

const columns = (sql: Sql) =>
  sql`item_id, member_id, kind, title, text, path, position::text as position, created_at, read_at, archived_at`

/** Newest first. */
export const listItems = (
  sql: Sql,
  tenant: OrganizationId,
  memberId: string,
  show: Show,
  after: string | null,
  limit: number,
) =>
  sql<InboxRow>`select ${columns(sql)} from inbox_items
    where organization_id = ${tenant} and member_id = ${memberId} and ${shown(sql, show)}
      and (${after}::uuid is null or item_id < ${after}::uuid)
    order by item_id desc limit ${limit}`

/** What has last changed between two positions, in the order of the changes: of the numbers, not of the texts that are selected. */
export const changedItems = (
  sql: Sql,
  tenant: OrganizationId,
  memberId: string,
  { after, until }: { readonly after: string; readonly until: string },
  limit: number,
) =>
  sql<InboxRow>`select ${columns(sql)} from inbox_items
    where organization_id = ${tenant} and member_id = ${memberId}
      and position > ${after}::bigint and position <= ${until}::bigint
    order by inbox_items.position, item_id limit ${limit}`

export const whereabouts = (sql: Sql, tenant: OrganizationId, memberId: string) =>
  sql<{ unread: number; position: string }>`select
    (select count(*)::int from inbox_items where organization_id = ${tenant} and member_id = ${memberId}
      and read_at is null and archived_at is null) as unread,
    coalesce((select position from inbox_positions
      where organization_id = ${tenant} and member_id = ${memberId}), 0)::text as position`

/** The next position of each member; whoever asks at the same time waits until this transaction ends. */
export const nextPositions = (sql: Sql, tenant: OrganizationId, memberIds: Array.NonEmptyReadonlyArray<string>) =>
  sql<{ member_id: string; position: string }>`insert into inbox_positions ${sql.insert(
    // One order for all, so that two that tell several people never wait for each other.
    Array.map(Array.sort(Array.dedupe(memberIds), Order.String), (member_id) => ({
      organization_id: tenant,
      member_id,
      position: 1,
    })),
  )} on conflict (organization_id, member_id) do update set position = inbox_positions.position + 1
    returning member_id, position::text as position`

export interface NewItem {
  readonly memberId: string
  readonly kind: string
  readonly title: string
  readonly text: string
  readonly path: string
}

export const insertItems = (
  sql: Sql,
  tenant: OrganizationId,
  eventId: string,
  items: Array.NonEmptyReadonlyArray<NewItem & { readonly position: string }>,
) =>
  sql<InboxRow>`insert into inbox_items ${sql.insert(
    Array.map(items, ({ kind, memberId, path, position, text, title }) => ({
      organization_id: tenant,
      member_id: memberId,
      event_id: eventId,
      kind,
      title,
      text,
      path,
      position,
    })),
  )} on conflict do nothing returning ${columns(sql)}`

/** Marks one item, or all that are unread, as read or archived; gives what has changed. */
export const markItems = (
  sql: Sql,
  tenant: OrganizationId,
  memberId: string,
  position: string,
  mark: { readonly itemId: string; readonly archive: boolean } | "read all",
) =>
  mark === "read all"
    ? sql<InboxRow>`update inbox_items set read_at = now(), position = ${position}::bigint
        where organization_id = ${tenant} and member_id = ${memberId} and read_at is null and archived_at is null
        returning ${columns(sql)}`
    : sql<InboxRow>`update inbox_items set read_at = coalesce(read_at, now()), position = ${position}::bigint,
          archived_at = case when ${mark.archive} then coalesce(archived_at, now()) else archived_at end
        where organization_id = ${tenant} and member_id = ${memberId} and item_id = ${mark.itemId}
        returning ${columns(sql)}`
