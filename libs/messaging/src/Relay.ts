import { emitMetric } from "@tango/observability/Metrics"
import { parseTraceparent } from "@tango/observability/Traceparent"
import { SystemSql } from "@tango/tenancy/Database"
import * as Array from "effect/Array"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { crashPoint } from "./CrashPoint.ts"
import { EventBus, inBatches, type Outcome } from "./EventBus.ts"
import { OutboxSignal } from "./Outbox.ts"
import { backlog, type OutboxRow, settle, takeDue } from "./OutboxRows.ts"

const unavailable: Outcome = { _tag: "Refused", reason: "the bus does not answer", permanent: false }

/** Shows in the event's own trace when it went out, and how long it had waited. */
const published = ({ id, traceparent, type, waited }: OutboxRow) => {
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
  const publish = (batch: ReadonlyArray<OutboxRow>) =>
    bus.publish(batch.map(({ traceparent, ...row }) => ({ ...row, traceparent: traceparent ?? undefined }))).pipe(
      Effect.tapError((error) => Effect.logWarning("The event bus refused a batch", error.cause)),
      Effect.catch(() => Effect.succeed(batch.map(() => unavailable))),
      Effect.map((results) => Array.zip(batch, results)),
    )
  const work = Effect.gen(function* () {
    const rows = yield* takeDue
    if (rows.length === 0) return 0
    yield* crashPoint("before-publish")
    const outcomes = (yield* Effect.forEach(inBatches(rows), publish, { concurrency: 4 })).flat()
    yield* crashPoint("before-mark")
    yield* settle(outcomes)
    for (const [row, outcome] of outcomes) {
      if (outcome._tag === "Accepted") yield* published(row)
      else if (outcome.permanent)
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
  Effect.repeat({ while: (taken) => taken > 0 }),
  // The relay's own queries belong to no request: they would be traces that say nothing.
  Effect.withTracerEnabled(false),
)

const survive = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(
    Effect.tapCause((cause) => Effect.logError("The outbox relay failed and goes on", cause)),
    Effect.exit,
  )

const reportEvery = 60_000

/**
 * The relay of a service: runs after each commit that wrote an event, and sweeps for what others wrote and could not publish:
 * each second while anything waits, then less and less often, up to OUTBOX_IDLE_SECONDS. Where that is longer than the database's
 * auto-pause needs, an idle service lets it sleep. A batch that is under way when the process stops is finished first.
 */
export const layerRelay = Layer.effectDiscard(
  Effect.gen(function* () {
    const signal = yield* OutboxSignal
    const service = yield* Config.String("SERVICE_NAME")
    const idleSeconds = yield* Config.Int("OUTBOX_IDLE_SECONDS").pipe(Config.withDefault(5))
    let pause = 1
    let reportedAt = 0
    const report = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const { lag, parked, waiting } = yield* backlog
      pause = waiting > 0 ? 1 : Math.min(idleSeconds, pause * 2)
      if (now - reportedAt < reportEvery) return
      reportedAt = now
      yield* emitMetric("OutboxLagSeconds", lag, "Seconds", { service })
      yield* emitMetric("OutboxParked", parked, "Count", { service })
    })
    const wait = Effect.suspend(() => Effect.timeoutOption(signal.wait, Duration.seconds(pause)))
    const step = Effect.gen(function* () {
      const woken = (yield* wait)._tag === "Some"
      if (woken) pause = 1
      yield* Effect.uninterruptible(survive(woken ? Effect.asVoid(drainOutbox) : Effect.andThen(drainOutbox, report)))
    })
    yield* Effect.forkScoped(Effect.forever(step))
  }).pipe(Effect.withTracerEnabled(false)),
)
