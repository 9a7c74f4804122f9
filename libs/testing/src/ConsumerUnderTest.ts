import type { EventDefinition } from "@tango/contracts/events/Envelope"
import { handleBatch } from "@tango/messaging/Consumer"
import { ConsumerQueue } from "@tango/messaging/ConsumerQueue"
import { DeadLetters } from "@tango/messaging/DeadLetters"
import { type BusEntry, EventBus } from "@tango/messaging/EventBus"
import { OutboxSignal } from "@tango/messaging/Outbox"
import type { Messaging } from "@tango/messaging/ConsumerLambda"
import type { Reaction } from "@tango/messaging/Reaction"
import type { Rebuild } from "@tango/messaging/Rebuild"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import { ConfigProvider, Effect, Layer, ManagedRuntime, type Schema } from "effect"
import { busEvent, type BusEventOf } from "./BusEvent.ts"

/** One event as EventBridge would put it in the queue, of the data that its contract has. */
export const busMessage = <Type extends string, Data extends Schema.Codec<unknown, unknown>>(
  definition: EventDefinition<Type, Data>,
  event: BusEventOf<Data["Encoded"]>,
): string => JSON.stringify(busEvent(definition, event))

/** A service's reactions on its database, with a bus and a dead-letter queue that only remember. */
export interface ConsumerUnderTest {
  /** Handles the bodies as one batch; gives the indexes that Lambda would bring again. */
  deliver(...bodies: ReadonlyArray<string>): Promise<ReadonlyArray<number>>
  readonly published: Array<BusEntry>
  /** For how long messages were hidden that were not handled: their index and seconds. */
  readonly delays: Array<readonly [index: number, seconds: number]>
  readonly deadLetters: Array<{ readonly body: string; readonly reason: string }>
  close(): Promise<void>
}

export const startConsumer = <E, R, LE>(options: {
  readonly reactions: ReadonlyArray<Reaction<E, R | Messaging>>
  readonly layer: Layer.Layer<R, LE, Messaging>
  readonly rebuild?: Rebuild<E, R | Messaging>
  readonly env: Readonly<Record<string, string>>
}): ConsumerUnderTest => {
  const published: Array<BusEntry> = []
  const delays: Array<readonly [number, number]> = []
  const deadLetters: Array<{ readonly body: string; readonly reason: string }> = []
  const bus = Layer.succeed(EventBus, {
    publish: (entries) =>
      Effect.sync(() => {
        published.push(...entries)
        return entries.map(() => ({ _tag: "Accepted" as const }))
      }),
  })
  const letters = Layer.succeed(DeadLetters, {
    send: (body, reason) => Effect.sync(() => void deadLetters.push({ body, reason })),
  })
  const queue = Layer.succeed(ConsumerQueue, {
    hide: (receiptHandle, seconds) => Effect.sync(() => void delays.push([Number(receiptHandle), seconds])),
  })
  const runtime = ManagedRuntime.make(
    options.layer.pipe(
      Layer.provideMerge(Layer.mergeAll(TenantSql.layer, SystemSql.layer, OutboxSignal.layer, bus, letters, queue)),
      Layer.provideMerge(ConfigProvider.layer(ConfigProvider.fromUnknown(options.env))),
    ),
  )
  return {
    published,
    delays,
    deadLetters,
    deliver: async (...bodies) => {
      const records = bodies.map((body, index) => ({
        messageId: String(index),
        receiptHandle: String(index),
        body,
      }))
      const { batchItemFailures } = await runtime.runPromise(
        handleBatch(options.reactions, { Records: records }, options.rebuild),
      )
      return batchItemFailures.map((failure) => Number(failure.itemIdentifier))
    },
    close: () => runtime.dispose(),
  }
}
