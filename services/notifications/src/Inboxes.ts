import type { InboxItem } from "@tango/contracts/api/NotificationsApi"
import { MemberId } from "@tango/contracts/Ids"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentTenant } from "@tango/contracts/Principal"
import { type InvalidCursor, NotFound } from "@tango/contracts/Problem"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Array from "effect/Array"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { changeFrame, encodeNews, helloFrame } from "./domain/InboxNews.ts"
import * as Rows from "./persistence/InboxRows.ts"

export const inboxChannel = "inbox"

/** More than these are not told one by one to somebody who comes back. */
const catchUpLimit = 50

const ItemId = Schema.String.check(Schema.isUUID())

/** Tells all processes what has changed, as soon as the transaction has committed. */
const tell = Effect.fnUntraced(function* (rows: ReadonlyArray<Rows.InboxRow>, memberId: string, position: string) {
  const sql = yield* Transaction
  const organizationId = yield* CurrentTenant
  const [now] = yield* Rows.whereabouts(sql, organizationId, memberId)
  const [row, ...others] = rows
  const item = row === undefined || others.length > 0 ? null : Rows.toItem(row)
  const change = { item, unread: now?.unread ?? 0 }
  const news = encodeNews({ organizationId, memberId: MemberId.make(memberId), position, change })
  yield* sql`select pg_notify(${inboxChannel}, ${news})`
})

/** Puts items into inboxes with whatever else the transaction writes; once for an event, member and kind. */
export const putItems = Effect.fnUntraced(function* (eventId: string, items: ReadonlyArray<Rows.NewItem>) {
  if (!Array.isReadonlyArrayNonEmpty(items)) return
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const positions = new Map(
    (yield* Rows.nextPositions(
      sql,
      tenant,
      Array.map(items, ({ memberId }) => memberId),
    )).map(({ member_id, position }) => [member_id, position]),
  )
  const placed = Array.map(items, (item) => ({ ...item, position: positions.get(item.memberId) ?? "0" }))
  const rows = yield* Rows.insertItems(sql, tenant, eventId, placed)
  for (const [memberId, position] of positions)
    yield* tell(
      rows.filter((row) => row.member_id === memberId),
      memberId,
      position,
    )
})

/** What the app tells members; each sees their own. */
export class Inboxes extends Context.Service<
  Inboxes,
  {
    list(
      memberId: MemberId,
      query: PageQuery & { readonly show?: Rows.Show },
    ): Effect.Effect<
      { readonly items: ReadonlyArray<InboxItem>; readonly next_cursor: string | null },
      InvalidCursor,
      CurrentTenant
    >
    unread(memberId: MemberId): Effect.Effect<{ readonly unread: number }, never, CurrentTenant>
    read(memberId: MemberId, itemId: string): Effect.Effect<InboxItem, NotFound, CurrentTenant>
    readAll(memberId: MemberId): Effect.Effect<{ readonly unread: number }, never, CurrentTenant>
    archive(memberId: MemberId, itemId: string): Effect.Effect<InboxItem, NotFound, CurrentTenant>
    /** Server-sent events of what has changed after a position, if one is given, and where the inbox stands now. */
    catchUp(
      memberId: MemberId,
      after: string | undefined,
    ): Effect.Effect<{ readonly position: bigint; readonly frames: string }, never, CurrentTenant>
  }
>()("@tango/notifications/Inboxes") {
  static readonly layer = Layer.effect(
    Inboxes,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql

      const list = Effect.fn("Inboxes.list")(function* (
        memberId: MemberId,
        query: PageQuery & { readonly show?: Rows.Show },
      ) {
        const after = yield* fromCursor(query, ItemId)
        const size = pageSize(query)
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) =>
          Rows.listItems(sql, tenant, memberId, query.show ?? "current", after, size + 1),
        )
        return toPage(rows, size, (row) => row.item_id, Rows.toItem)
      })

      const where = Effect.fnUntraced(function* (memberId: MemberId) {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => Rows.whereabouts(sql, tenant, memberId))
        return row ?? { unread: 0, position: "0" }
      })

      const mark = Effect.fn("Inboxes.mark")((memberId: MemberId, what: Parameters<typeof Rows.markItems>[4]) =>
        tenantSql.transaction(
          Effect.gen(function* () {
            const sql = yield* Transaction
            const tenant = yield* CurrentTenant
            const [next] = yield* Rows.nextPositions(sql, tenant, [memberId])
            const position = next?.position ?? "0"
            const rows = yield* Rows.markItems(sql, tenant, memberId, position, what)
            if (rows.length > 0) yield* tell(rows, memberId, position)
            return rows
          }),
        ),
      )
      const markOne = (archive: boolean) => (memberId: MemberId, itemId: string) =>
        Effect.flatMap(mark(memberId, { itemId, archive }), ([row]) =>
          row === undefined ? Effect.fail(new NotFound({})) : Effect.succeed(Rows.toItem(row)),
        )

      const catchUp = Effect.fn("Inboxes.catchUp")(function* (memberId: MemberId, after: string | undefined) {
        const { position, unread } = yield* where(memberId)
        const hello = helloFrame(position, unread)
        if (after === undefined || !/^\d{1,18}$/u.test(after)) return { position: BigInt(position), frames: hello }
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) =>
          Rows.changedItems(sql, tenant, memberId, { after, until: position }, catchUpLimit + 1),
        )
        const missed =
          rows.length > catchUpLimit
            ? changeFrame(position, { item: null, unread })
            : rows.map((row) => changeFrame(row.position, { item: Rows.toItem(row), unread })).join("")
        return { position: BigInt(position), frames: missed + hello }
      })

      return Inboxes.of({
        list,
        unread: (memberId) => Effect.map(where(memberId), ({ unread }) => ({ unread })),
        read: markOne(false),
        archive: markOne(true),
        readAll: (memberId) => Effect.as(mark(memberId, "read all"), { unread: 0 }),
        catchUp,
      })
    }),
  )
}
