import * as Schema from "effect/Schema"

/** RFC 3339 in UTC on the wire, whose years have four digits; a `Date` in code, which encodes much faster than `DateTime`. */
export const Timestamp = Schema.DateFromString.check(
  Schema.isBetweenDate({ minimum: new Date("0001-01-01T00:00:00Z"), maximum: new Date("9999-12-31T23:59:59.999Z") }),
)

/** The same as text, as events carry it: whoever reads it may make a `Date` of it. */
export const TimestampText = Schema.String.check(
  Schema.makeFilter(
    (text) => (/^\d{4}-\d\d-\d\dT/u.test(text) && !Number.isNaN(Date.parse(text))) || "a time by RFC 3339",
  ),
)
