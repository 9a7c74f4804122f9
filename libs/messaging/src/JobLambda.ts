import { flushSpans } from "@tango/observability/Flush"
import { layerObservability } from "@tango/observability/Observability"
import { starting } from "@tango/observability/Start"
import { layerDatabaseAnswers, SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { EventBus } from "./EventBus.ts"
import { OutboxSignal } from "./Outbox.ts"
import { drainOutbox } from "./Relay.ts"

// No dead-letter queue: what a job does not manage, its next run finds again.
const layerJob = Layer.mergeAll(TenantSql.layer, SystemSql.layer, EventBus.layer, OutboxSignal.layer)
type JobServices = Layer.Success<typeof layerJob>

/**
 * Makes a Lambda function that a schedule calls; what the work wrote to the outbox is published before it ends. Like a consumer's,
 * its layer is built while the container starts. The answer is the work's result, for whoever calls it by hand.
 */
export const makeJob = async <A, E, R, LE>(
  work: Effect.Effect<A, E, R | JobServices>,
  layer: Layer.Layer<R, LE, JobServices>,
): Promise<() => Promise<A>> => {
  const runtime = ManagedRuntime.make(
    layer.pipe(Layer.provideMerge(layerJob), Layer.merge(layerDatabaseAnswers), Layer.provideMerge(layerObservability)),
  )
  await Effect.runPromise(starting(runtime.contextEffect))
  const run = work.pipe(
    Effect.tap(() => Effect.ignoreCause(drainOutbox, { log: "Warn" })),
    Effect.withSpan("job", { root: true }),
    Effect.tapCause((cause) => Effect.logError("A job failed; its next run tries again", cause)),
    Effect.ensuring(flushSpans),
  )
  return () => runtime.runPromise(run)
}
