import { archiveDays } from "@tango/contracts/events/Envelope"
import { SystemSql } from "@tango/tenancy/Database"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"

/** How long what is published stays in the outbox, for whoever asks what went out. */
const outboxDays = 7

/**
 * How long the inbox knows what was handled: two weeks longer than the archive can bring it again, which is how long a replayed
 * message may still lie in a queue and its dead-letter queue.
 */
export const inboxDays = archiveDays + 14

// Small enough that no statement holds up the relay or a consumer.
const batch = 5_000

/** Repeats a statement that deletes a batch until it finds nothing more; gives how many rows went. */
const untilNone = <R>(deleteSome: Effect.Effect<ReadonlyArray<unknown>, SqlError, R>) => {
  const step = (gone: number): Effect.Effect<number, SqlError, R> =>
    Effect.flatMap(deleteSome, (rows) =>
      rows.length < batch ? Effect.succeed(gone + rows.length) : Effect.suspend(() => step(gone + rows.length)),
    )
  return step(0)
}

/** Forgets what outbox and inbox need no more; what is not published, parked or not, stays. Any number of times, by anybody. */
export const housekeeping = Effect.gen(function* () {
  const sql = yield* SystemSql
  const outbox = yield* untilNone(sql`delete from outbox where id in (
    select id from outbox where published_at < now() - make_interval(days => ${outboxDays}) limit ${batch}) returning 1`)
  const inbox = yield* untilNone(sql`delete from inbox where event_id in (
    select event_id from inbox where processed_at < now() - make_interval(days => ${inboxDays}) limit ${batch}) returning 1`)
  return { outbox, inbox }
})
