import { InvalidCursor } from "@tango/contracts/Problem"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { defaultPageSize, type PageQuery } from "@tango/contracts/Paging"

/** How many rows to ask for: one more than the page, which tells whether there is another. */
export const pageSize = (query: PageQuery): number => query.limit ?? defaultPageSize

/** Cuts a page from `pageSize + 1` rows; the cursor is the last row's id, as base64url so that nobody builds on its form. */
export const toPage = <Row, Item>(
  rows: ReadonlyArray<Row>,
  size: number,
  id: (row: Row) => string,
  item: (row: Row) => Item,
) => {
  const page = rows.slice(0, size)
  const last = page.at(-1)
  return {
    items: page.map(item),
    next_cursor: rows.length > size && last !== undefined ? Buffer.from(id(last)).toString("base64url") : null,
  }
}

/** The id in a cursor, or null on the first page. */
export const fromCursor = <Id>(
  query: PageQuery,
  id: Schema.Codec<Id, string>,
): Effect.Effect<Id | null, InvalidCursor> =>
  query.cursor === undefined
    ? Effect.succeed(null)
    : Schema.decodeUnknownEffect(id)(Buffer.from(query.cursor, "base64url").toString("utf8")).pipe(
        Effect.mapError(() => new InvalidCursor({})),
      )
