import * as Schema from "effect/Schema"

/** `limit` 1 to 100 (25 unless told), `cursor` from the page before. */
export const pageQuery = {
  limit: Schema.optionalKey(
    Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 100 })),
  ),
  cursor: Schema.optionalKey(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200))),
}
export interface PageQuery {
  readonly limit?: number
  readonly cursor?: string
}
export const defaultPageSize = 25

/** One page of a list; `next_cursor` is null on the last one. */
export const Page = <Item extends Schema.Top>(item: Item) =>
  Schema.Struct({ items: Schema.Array(item), next_cursor: Schema.NullOr(Schema.String) })
