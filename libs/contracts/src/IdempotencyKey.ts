import * as Schema from "effect/Schema"

/** Header of every POST that creates or charges: a repeat with the same key and body gets the first answer again. */
export const idempotencyHeaders = {
  "idempotency-key": Schema.optionalKey(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(255))),
}
