import { flushSpans } from "@tango/observability/Flush"
import { layerObservability } from "@tango/observability/Observability"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { layerMessaging, type Messaging } from "./ConsumerLambda.ts"
import { drainOutbox } from "./Relay.ts"

/**
 * Makes a Lambda function that a schedule calls; what the work wrote to the outbox is published before it ends. Like a consumer's,
 * its layer is built while the container starts. The answer is the work's result, for whoever calls it by hand.
 */
export const makeJob = async <A, E, R, LE>(
  work: Effect.Effect<A, E, R | Messaging>,
  layer: Layer.Layer<R, LE, Messaging>,
): Promise<() => Promise<A>> => {
  const runtime = ManagedRuntime.make(
    layer.pipe(Layer.provideMerge(layerMessaging), Layer.provideMerge(layerObservability)),
  )
  await runtime.context()
  const run = work.pipe(
    Effect.tap(() => Effect.ignoreCause(drainOutbox, { log: "Warn" })),
    Effect.withSpan("job", { root: true }),
    Effect.tapCause((cause) => Effect.logError("A job failed; its next run tries again", cause)),
    Effect.ensuring(flushSpans),
  )
  return () => runtime.runPromise(run)
}
