import { layerObservability } from "@tango/observability/Observability"
import { starting } from "@tango/observability/Start"
import { layerDatabaseAnswers, SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { handleBatch, type SqsBatchResponse, type SqsEvent } from "./Consumer.ts"
import { ConsumerQueue } from "./ConsumerQueue.ts"
import { DeadLetters } from "./DeadLetters.ts"
import { EventBus } from "./EventBus.ts"
import { OutboxSignal } from "./Outbox.ts"
import type { Reaction } from "./Reaction.ts"
import { noRebuild, type Rebuild } from "./Rebuild.ts"

/** What every consumer has: its rows, its outbox with the relay's means, its two queues. */
export const layerMessaging = Layer.mergeAll(
  TenantSql.layer,
  SystemSql.layer,
  EventBus.layer,
  OutboxSignal.layer,
  DeadLetters.layer,
  ConsumerQueue.layer,
)
export type Messaging = Layer.Success<typeof layerMessaging>

/**
 * Makes a Lambda function that empties a service's queue; `layer` gives what the reactions need. It is built while the container
 * starts, so that a wrong configuration fails the deployment and not the first message.
 */
export const makeConsumer = async <E, R, LE>(
  reactions: ReadonlyArray<Reaction<E, R | Messaging>>,
  layer: Layer.Layer<R, LE, Messaging>,
  rebuild: Rebuild<E, R | Messaging> = noRebuild,
): Promise<(event: SqsEvent) => Promise<SqsBatchResponse>> => {
  const runtime = ManagedRuntime.make(
    layer.pipe(
      Layer.provideMerge(layerMessaging),
      Layer.merge(layerDatabaseAnswers),
      Layer.provideMerge(layerObservability),
    ),
  )
  await Effect.runPromise(starting(runtime.contextEffect))
  return (event) => runtime.runPromise(handleBatch(reactions, event, rebuild))
}
