import type { EventDefinition } from "@tango/contracts/events/Envelope"
import { CurrentTenant } from "@tango/contracts/Principal"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { crashPoint } from "./CrashPoint.ts"
import { makeMetadata } from "./Metadata.ts"

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
  const data = yield* Effect.orDie(Schema.encodeEffect(definition.data)(event.data))
  const { sequence, subject, traceparent } = event
  const metadata = yield* makeMetadata({ definition, subject, sequence, traceparent, organizationId: tenant })
  yield* crashPoint("before-outbox")
  yield* sql`insert into outbox ${sql.insert({
    id: metadata.id,
    organization_id: tenant,
    type: definition.type,
    source: definition.source,
    subject,
    sequence,
    detail: sql.json({ metadata, data }),
  })}`
  yield* sql.afterCommit(signal.wake)
})
