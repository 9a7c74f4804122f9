import type { EventDefinition } from "@tango/contracts/events/Envelope"
import { CurrentTenant } from "@tango/contracts/Principal"
import { currentTraceparent } from "@tango/observability/Traceparent"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { randomUUIDv7 } from "node:crypto"
import { CurrentCause } from "./Causation.ts"

interface Append<Data> {
  /** `organization/<id>`, `member/<id>`, ... */
  readonly subject: string
  /** The version of the subject that this event announces, from 1, one more each time. */
  readonly sequence: number
  readonly data: Data
  /** When another trace than the current one is what caused the event. */
  readonly traceparent?: string | undefined
}

/** Says that there is something to publish, as soon as the transaction that wrote it has committed. */
export class OutboxSignal extends Context.Service<
  OutboxSignal,
  {
    readonly wake: Effect.Effect<void>
    /** Waits for at least one wake-up since the last time. */
    readonly wait: Effect.Effect<void>
  }
>()("@tango/messaging/OutboxSignal") {
  static readonly layer = Layer.effect(
    OutboxSignal,
    Effect.map(Queue.sliding<void>(1), (queue) =>
      OutboxSignal.of({ wake: Effect.asVoid(Queue.offer(queue, undefined)), wait: Queue.take(queue) }),
    ),
  )
}

/** Writes an event beside the change it tells of: both commit, or neither. */
export const append = Effect.fnUntraced(function* <Type extends string, Data extends Schema.Codec<unknown, unknown>>(
  definition: EventDefinition<Type, Data>,
  event: Append<Data["Type"]>,
): Effect.fn.Return<void, SqlError, Transaction | CurrentTenant | OutboxSignal> {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const signal = yield* OutboxSignal
  const cause = yield* CurrentCause
  const traceparent = event.traceparent ?? (yield* currentTraceparent)
  const id = randomUUIDv7()
  const now = yield* Clock.currentTimeMillis
  const data = yield* Effect.orDie(Schema.encodeEffect(definition.data)(event.data))
  const metadata = {
    id,
    type: definition.type,
    subject: event.subject,
    time: new Date(now).toISOString(),
    dataschema: `urn:tango:event:${definition.type}`,
    organizationid: tenant,
    sequence: event.sequence,
    correlationid: cause.correlationId ?? traceparent?.split("-")[1] ?? id,
    ...(cause.causationId === undefined ? {} : { causationid: cause.causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
  }
  yield* sql`insert into outbox ${sql.insert({
    id,
    organization_id: tenant,
    type: definition.type,
    source: definition.source,
    subject: event.subject,
    sequence: event.sequence,
    detail: sql.json({ metadata, data }),
  })}`
  yield* sql.afterCommit(signal.wake)
})
