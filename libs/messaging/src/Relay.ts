import { emitMetric } from "@tango/observability/Metrics"
import { parseTraceparent } from "@tango/observability/Traceparent"
import { SystemSql } from "@tango/tenancy/Database"
import * as Array from "effect/Array"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { busBatchSize, EventBus, type Outcome } from "./EventBus.ts"
import { OutboxSignal } from "./Outbox.ts"

interface Row {
  readonly id: string
  readonly type: string
  readonly source: string
  readonly detail: string
  readonly traceparent: string | null
  readonly attempts: number
  /** Milliseconds since it was written. */
  readonly waited: number
}

const batchSize = 100

const unavailable: Outcome = { _tag: "Refused", reason: "the bus does not answer", permanent: false }

/** Shows in the event's own trace when it went out, and how long it had waited. */
const published = ({ id, traceparent, type, waited }: Row) => {
  const parent = parseTraceparent(traceparent)
  if (parent === undefined) return Effect.void
  const attributes = { "messaging.message.id": id, "outbox.waited_ms": Math.round(waited) }
  return Effect.void.pipe(
    Effect.withSpan(`publish ${type}`, { kind: "producer", parent, attributes }),
    Effect.withTracerEnabled(true),
  )
}

/** Publishes what is due, once; gives how many rows it took. Several relays at once share the work without doubling it. */
const relayOnce = Effect.gen(function* () {
  const sql = yield* SystemSql
  const bus = yield* EventBus
  const work = Effect.gen(function* () {
    const rows = yield* sql<Row>`
      select id, type, source, detail::text as detail, detail->'metadata'->>'traceparent' as traceparent, attempts,
        (extract(epoch from now() - created_at) * 1000)::float8 as waited
      from outbox where published_at is null and parked_at is null and next_attempt_at <= now()
      order by created_at, id limit ${batchSize} for update skip locked`
    const outcomes = yield* Effect.forEach(
      Array.chunksOf(rows, busBatchSize),
      (chunk) =>
        bus.publish(chunk.map(({ traceparent, ...row }) => ({ ...row, traceparent: traceparent ?? undefined }))).pipe(
          Effect.tapError((error) => Effect.logWarning("The event bus refused a batch", error.cause)),
          Effect.catch(() => Effect.succeed(chunk.map(() => unavailable))),
          Effect.map((results) => Array.zip(chunk, results)),
        ),
      { concurrency: 4 },
    )
    const all = outcomes.flat()
    const accepted = all.filter(([, outcome]) => outcome._tag === "Accepted").map(([row]) => row.id)
    for (const [row, outcome] of all) if (outcome._tag === "Accepted") yield* published(row)
    if (accepted.length > 0)
      yield* sql`update outbox set published_at = now(), last_error = null where ${sql.in("id", accepted)}`
    for (const [row, outcome] of all) {
      if (outcome._tag === "Accepted") continue
      const delaySeconds = Math.min(60, 2 ** Math.min(row.attempts, 6))
      yield* sql`update outbox set attempts = attempts + 1, last_error = ${outcome.reason},
        next_attempt_at = now() + make_interval(secs => ${delaySeconds}),
        parked_at = case when ${outcome.permanent} then now() end where id = ${row.id}`
      if (outcome.permanent)
        yield* Effect.logError("An event can never be published and is parked", {
          eventId: row.id,
          reason: outcome.reason,
        })
    }
    return rows.length
  })
  return yield* sql.withTransaction(work)
})

/** Publishes until nothing is due. */
export const drainOutbox = relayOnce.pipe(
  Effect.repeat({ while: (taken) => taken === batchSize }),
  // The relay's own queries belong to no request: they would be traces that say nothing.
  Effect.withTracerEnabled(false),
)

const reportLag = Effect.gen(function* () {
  const sql = yield* SystemSql
  const service = yield* Config.String("SERVICE_NAME")
  const [row] = yield* sql<{ lag: number; parked: number }>`
    select coalesce(extract(epoch from now() - min(created_at) filter (where parked_at is null)), 0)::float8 as lag,
      (count(*) filter (where parked_at is not null))::int as parked
    from outbox where published_at is null`
  yield* emitMetric("OutboxLagSeconds", row?.lag ?? 0, "Seconds", { service })
  yield* emitMetric("OutboxParked", row?.parked ?? 0, "Count", { service })
})

const survive = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(
    Effect.tapCause((cause) => Effect.logError("The outbox relay failed and goes on", cause)),
    Effect.exit,
  )

/** The relay of a service: runs after each commit that wrote an event, and each second for what others wrote. */
export const layerRelay = Layer.effectDiscard(
  Effect.gen(function* () {
    const signal = yield* OutboxSignal
    const step = Effect.andThen(Effect.timeoutOption(signal.wait, "1 second"), survive(drainOutbox))
    yield* Effect.forkScoped(Effect.forever(step))
    yield* Effect.forkScoped(Effect.repeat(survive(reportLag), Schedule.spaced("60 seconds")))
  }).pipe(Effect.withTracerEnabled(false)),
)
