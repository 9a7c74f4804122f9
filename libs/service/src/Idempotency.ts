import * as PgClient from "@effect/sql-pg/PgClient"
import { IdempotencyKeyReused } from "@tango/contracts/Problem"
import { CurrentTenant } from "@tango/contracts/Principal"
import { tenantTable } from "@tango/tenancy/Migrations"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { createHash } from "node:crypto"

export const idempotencyTable = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`create table idempotency_keys (
    organization_id text not null,
    key text not null,
    request_hash text not null,
    response jsonb,
    created_at timestamptz not null default now(),
    primary key (organization_id, key)
  )`
  yield* tenantTable("idempotency_keys")
})

/** A request that may be repeated: the header's value, if there is one, and what makes the request the same. */
export interface Repeatable {
  readonly key: string | undefined
  readonly operation: string
  readonly request: unknown
}

/**
 * Does a thing once for an Idempotency-Key, in the same transaction as what it writes; a repeat gets the first answer, also
 * when both arrive at once (the second waits for the first). Without a key it simply does it.
 */
export const idempotent = <A, I, E, R>(
  response: Schema.Codec<A, I>,
  { key, operation, request }: Repeatable,
  effect: Effect.Effect<A, E, R>,
): Effect.Effect<A, E | IdempotencyKeyReused | SqlError, R | Transaction | CurrentTenant> =>
  key === undefined
    ? effect
    : Effect.gen(function* () {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        const hash = createHash("sha256")
          .update(JSON.stringify([operation, request]))
          .digest("base64")
        const [fresh] = yield* sql`insert into idempotency_keys (organization_id, key, request_hash)
          values (${tenant}, ${key}, ${hash}) on conflict do nothing returning key`
        if (fresh === undefined) {
          const [first] = yield* sql<{ request_hash: string; response: unknown }>`
            select request_hash, response from idempotency_keys where organization_id = ${tenant} and key = ${key}`
          if (first?.request_hash !== hash) return yield* new IdempotencyKeyReused({})
          return yield* Effect.orDie(Schema.decodeUnknownEffect(response)(first.response))
        }
        const answer = yield* effect
        const encoded = yield* Effect.orDie(Schema.encodeEffect(response)(answer))
        yield* sql`update idempotency_keys set response = ${sql.json(encoded)}
          where organization_id = ${tenant} and key = ${key}`
        return answer
      })
