import { BusEvent } from "@tango/contracts/events/Envelope"
import { flushSpans } from "@tango/observability/Flush"
import { parseTraceparent } from "@tango/observability/Traceparent"
import { emitMetric } from "@tango/observability/Metrics"
import type * as Cause from "effect/Cause"
import { isStorableJson } from "@tango/tenancy/StorableText"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CurrentCause } from "./Causation.ts"
import { ConsumerQueue } from "./ConsumerQueue.ts"
import { crashPoint } from "./CrashPoint.ts"
import { DeadLetters } from "./DeadLetters.ts"
import { NotYet } from "./NotYet.ts"
import { type Reaction, Poison } from "./Reaction.ts"
import { noRebuild, type Rebuild, rebuildPrefix } from "./Rebuild.ts"
import { drainOutbox } from "./Relay.ts"

/** The parts of Lambda's SQS event that are read. */
export interface SqsEvent {
  readonly Records: ReadonlyArray<SqsRecord>
}

interface SqsRecord {
  readonly messageId: string
  readonly body: string
  readonly receiptHandle?: string
  readonly attributes?: { readonly ApproximateReceiveCount?: string }
}

/** Lambda deletes all messages of the batch but those named here. */
export interface SqsBatchResponse {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>
}

interface Handling<E, R> {
  readonly reactions: ReadonlyArray<Reaction<E, R>>
  readonly rebuild: Rebuild<E, R>
}

const decodeJson = Schema.decodeUnknownEffect(Schema.fromJsonString(BusEvent))
const decodeBody = Effect.fnUntraced(function* (body: string) {
  if (!isStorableJson(body)) return yield* new Poison({ reason: "It holds text that no row can" })
  return yield* decodeJson(body)
})

/** In the event's trace, and with its ids in every log line. */
export const following = <A, E, R>(event: BusEvent, effect: Effect.Effect<A, E, R>) =>
  effect.pipe(
    Effect.provideService(CurrentCause, {
      correlationId: event.detail.metadata.correlationid,
      causationId: event.detail.metadata.id,
    }),
    Effect.annotateLogs({
      event_id: event.detail.metadata.id,
      event_type: event["detail-type"],
      correlation_id: event.detail.metadata.correlationid,
      ...(event.detail.metadata.organizationid === undefined
        ? {}
        : { organization_id: event.detail.metadata.organizationid }),
    }),
    Effect.withSpan(`process ${event["detail-type"]}`, {
      kind: "consumer",
      parent: parseTraceparent(event.detail.metadata.traceparent),
      attributes: { "messaging.message.id": event.detail.metadata.id },
    }),
  )

/** What a service does with one event. */
export const react = <E, R>({ reactions, rebuild }: Handling<E, R>, event: BusEvent) =>
  Effect.gen(function* () {
    const { data, metadata } = event.detail
    const rebuilding = event["replay-name"]?.startsWith(rebuildPrefix) ?? false
    const reaction = (rebuilding ? rebuild.reactions : reactions).find(({ type }) => type === event["detail-type"])
    if (reaction === undefined && rebuilding) return
    if (reaction === undefined) return yield* new Poison({ reason: `No reaction to ${event["detail-type"]}` })
    yield* reaction.run(metadata, data)
  }).pipe(
    // What an event's contract lets pass and the service cannot read is no better at the next attempt.
    Effect.mapError((error) => (Schema.isSchemaError(error) ? new Poison({ reason: String(error) }) : error)),
  )

/** Handles one message; true when Lambda may delete it. */
const handleMessage = <E, R>(handling: Handling<E, R>, record: SqsRecord) =>
  decodeBody(record.body).pipe(
    Effect.mapError((error) => new Poison({ reason: String(error) })),
    Effect.flatMap((event) => following(event, handleEvent(handling, event, record))),
    Effect.catchIf(isPoison, (error) => bury(record.body, error.reason)),
    Effect.catchCause((cause) => tryAgain(record, cause)),
  )

const handleEvent = <E, R>(handling: Handling<E, R>, event: BusEvent, record: SqsRecord) =>
  react(handling, event).pipe(
    Effect.as(true),
    Effect.catchIf(isPoison, (error) => bury(record.body, error.reason)),
    Effect.catch((error: unknown) => (error instanceof NotYet ? comeLater(record, error) : Effect.fail(error))),
    Effect.catchCause((cause) => tryAgain(record, cause)),
  )

const tryAgain = (record: SqsRecord, cause: Cause.Cause<unknown>) =>
  Effect.gen(function* () {
    yield* Effect.logError("A message could not be handled and will come again", cause)
    return yield* comeAgain(record, (yield* retryBase) * 2 ** (receivesOf(record) - 1))
  })

const isPoison = (error: unknown): error is Poison => error instanceof Poison

const receivesOf = ({ attributes }: SqsRecord): number => Number(attributes?.ApproximateReceiveCount ?? 1)

/** Seconds before the second attempt; each one after waits twice as long. With five attempts that bears 7.5 minutes of trouble. */
const retryBase = Effect.orDie(Config.Int("RETRY_BASE_SECONDS").pipe(Config.withDefault(30)))

/** Where this fails, the message comes when its visibility timeout ends. */
const comeAgain = ({ receiptHandle }: SqsRecord, seconds: number) =>
  ConsumerQueue.use((queue) =>
    receiptHandle === undefined ? Effect.void : Effect.ignoreCause(queue.hide(receiptHandle, seconds), { log: "Warn" }),
  ).pipe(Effect.as(false))

const comeLater = (record: SqsRecord, { delaySeconds, reason }: NotYet) =>
  Effect.andThen(
    Effect.logInfo("A message comes too early and will come again", { reason }),
    comeAgain(record, delaySeconds * 3 ** (receivesOf(record) - 1)),
  )

const bury = (body: string, reason: string) =>
  Effect.gen(function* () {
    const deadLetters = yield* DeadLetters
    yield* Effect.logError("A message cannot be understood and goes to the dead-letter queue", { reason })
    yield* deadLetters.send(body, reason)
    return true
  })

/** One batch: messages side by side, then what they wrote to the outbox, then the spans. */
export const handleBatch = <E, R>(
  reactions: ReadonlyArray<Reaction<E, R>>,
  event: SqsEvent,
  rebuild: Rebuild<E, R> = noRebuild,
) =>
  Effect.gen(function* () {
    const service = yield* Config.String("SERVICE_NAME")
    const handled = yield* Effect.forEach(event.Records, (record) => handleMessage({ reactions, rebuild }, record), {
      concurrency: 5,
    })
    // The service's own relay would find them as well, a second later.
    yield* Effect.ignoreCause(drainOutbox, { log: "Warn" })
    yield* crashPoint("before-answer")
    const failed = event.Records.filter((_, index) => handled[index] !== true)
    yield* emitMetric("MessagesProcessed", handled.length - failed.length, "Count", { service })
    yield* emitMetric("MessagesFailed", failed.length, "Count", { service })
    return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) }
  }).pipe(Effect.ensuring(flushSpans))
