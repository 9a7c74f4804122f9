import { EmailAddress } from "@tango/contracts/Ids"
import * as Schema from "effect/Schema"

// Control characters, line and paragraph separators, and what turns the direction of text around.
const unwanted = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+/gu

/** A name on one line of at most `length` characters, fit for a header, a database and a page. */
export const oneLine = (text: string, length = 100): string =>
  Array.from(text.toWellFormed().replace(unwanted, " ").trim()).slice(0, length).join("")

/** Whether mail can be sent there; anything that could end a header or name a second recipient is not an address. */
export const isAddress: (text: string) => boolean = Schema.is(Schema.toType(EmailAddress))
