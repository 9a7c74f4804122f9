import * as Schema from "effect/Schema"

/** RFC 3339 in UTC on the wire; a `Date` in code, which encodes much faster than `DateTime`. */
export const Timestamp = Schema.DateFromString
