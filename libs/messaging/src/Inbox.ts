import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { SqlError } from "effect/sql/SqlError"
import { crashPoint } from "./CrashPoint.ts"

/**
 * Runs an effect once for an event: its id and what the effect writes commit together. None when it has been done before.
 * The id is the event's own, or `<provider>:<id>` for a webhook.
 */
export const once = <A, E, R>(
  eventId: string,
  effect: Effect.Effect<A, E, R>,
): Effect.Effect<Option.Option<A>, E | SqlError, R | Transaction> =>
  Effect.gen(function* () {
    const sql = yield* Transaction
    const [fresh] =
      yield* sql`insert into inbox (event_id) values (${eventId}) on conflict do nothing returning event_id`
    if (fresh === undefined) return Option.none()
    const result = yield* effect
    yield* crashPoint("before-inbox")
    return Option.some(result)
  })
