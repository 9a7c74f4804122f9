import { SystemSql } from "@tango/tenancy/Database"
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import type { Outcome } from "./EventBus.ts"

/** An event that waits to be published. */
export interface OutboxRow {
  readonly id: string
  readonly type: string
  readonly source: string
  readonly detail: string
  readonly traceparent: string | null
  /** Milliseconds since it was written. */
  readonly waited: number
}

/** How many rows one transaction of the relay takes. */
const relayBatchSize = 100

/**
 * What is due, locked: the oldest of each organization in turn, so that one that writes a hundred thousand events does not hold
 * up the others. The recursion jumps from organization to organization through the index.
 */
export const takeDue = Effect.flatMap(
  SystemSql,
  (sql) => sql<OutboxRow>`
    with recursive tenants as (
      (select organization_id from outbox where published_at is null and parked_at is null
        order by organization_id limit 1)
      union all
      select (select organization_id from outbox
        where published_at is null and parked_at is null and organization_id > tenants.organization_id
        order by organization_id limit 1)
      from tenants where tenants.organization_id is not null
    ), due as (
      select next.id, next.turn from tenants cross join lateral (
        select id, created_at, row_number() over (order by created_at, id) as turn from outbox
        where organization_id = tenants.organization_id
          and published_at is null and parked_at is null and next_attempt_at <= now()
        order by created_at, id limit ${relayBatchSize}
      ) next
      order by next.turn, next.created_at limit ${relayBatchSize}
    )
    select id, type, source, detail::text as detail, detail->'metadata'->>'traceparent' as traceparent,
      (extract(epoch from now() - created_at) * 1000)::float8 as waited
    from outbox where id in (select id from due)
      and published_at is null and parked_at is null and next_attempt_at <= now()
    order by created_at, id for update skip locked`,
)

/**
 * Writes down what became of the rows. What was refused waits twice as long each time, up to a minute, give or take a half, so
 * that not all come back at once; what can never be published is parked.
 */
export const settle = Effect.fnUntraced(function* (outcomes: ReadonlyArray<readonly [OutboxRow, Outcome]>) {
  const sql = yield* SystemSql
  const ids = (tag: Outcome["_tag"]) =>
    Array.filter(outcomes, ([, outcome]) => outcome._tag === tag).map(([row]) => row.id)
  const accepted = ids("Accepted")
  if (accepted.length > 0)
    yield* sql`update outbox set published_at = now(), last_error = null where ${sql.in("id", accepted)}`
  for (const [row, outcome] of outcomes) {
    if (outcome._tag === "Accepted") continue
    yield* sql`update outbox set attempts = attempts + 1, last_error = ${outcome.reason},
      next_attempt_at = now() + make_interval(secs => least(60, power(2, least(attempts, 6))) * (0.5 + random())),
      parked_at = case when ${outcome.permanent} then now() end where id = ${row.id}`
  }
})

/** The age of the oldest event that waits, in seconds, how many wait, and how many are parked. */
export const backlog = Effect.gen(function* () {
  const sql = yield* SystemSql
  const [row] = yield* sql<{ lag: number; waiting: number; parked: number }>`
    select coalesce(extract(epoch from now() - min(created_at) filter (where parked_at is null)), 0)::float8 as lag,
      (count(*) filter (where parked_at is null))::int as waiting,
      (count(*) filter (where parked_at is not null))::int as parked
    from outbox where published_at is null`
  return row ?? { lag: 0, waiting: 0, parked: 0 }
})
