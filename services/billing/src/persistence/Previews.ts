import { PriceKey } from "@tango/contracts/Plans"
import { CurrentTenant } from "@tango/contracts/Principal"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Document = Schema.Struct({
  terms: Schema.Struct({ price: PriceKey, seats: Schema.Int }),
  effect: Schema.Literals(["now", "period_end"]),
  newPeriod: Schema.Boolean,
  prorationDate: Schema.DateFromString,
  basis: Schema.String,
  amountDue: Schema.Int,
  expiresAt: Schema.DateFromString,
})
export type StoredPreview = typeof Document.Type

const encode = Schema.encodeEffect(Document)
const decode = Schema.decodeUnknownEffect(Document)

/** Gives the preview's id; what is older than a day is forgotten on the way. */
export const writePreview = Effect.fnUntraced(function* (preview: StoredPreview) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const document = sql.json(yield* Effect.orDie(encode(preview)))
  yield* sql`delete from previews where organization_id = ${tenant} and created_at < now() - interval '1 day'`
  const [row] = yield* sql<{ preview_id: string }>`insert into previews ${sql.insert({
    organization_id: tenant,
    document,
  })} returning preview_id`
  return row === undefined ? yield* Effect.die("insert returned no row") : row.preview_id
})

/** Null when it is unknown here, or another organization's. */
export const findPreview = Effect.fnUntraced(function* (previewId: string) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const [row] = yield* sql<{ document: unknown }>`select document from previews
    where organization_id = ${tenant} and preview_id = ${previewId}`
  return row === undefined ? null : yield* Effect.orDie(decode(row.document))
})
