import { BusEvent } from "@tango/contracts/events/Envelope"
import { flushSpans } from "@tango/observability/Flush"
import { layerObservability } from "@tango/observability/Observability"
import { starting } from "@tango/observability/Start"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schema from "effect/Schema"
import { following, react } from "./Consumer.ts"
import { Poison, type Reaction } from "./Reaction.ts"
import { noRebuild } from "./Rebuild.ts"

const decodeEvent = Schema.decodeUnknownEffect(BusEvent)

/** One event. Fails as the reaction does, so that Lambda tries twice more and then tells the failure destination. */
export const handleDirect = <E, R>(reactions: ReadonlyArray<Reaction<E, R>>, input: unknown) =>
  decodeEvent(input).pipe(
    Effect.mapError((error) => new Poison({ reason: String(error) })),
    Effect.flatMap((event) => following(event, react({ reactions, rebuild: noRebuild }, event))),
    Effect.tapCause((cause) =>
      Effect.logError("An event could not be handled and comes again, or is a failure", cause),
    ),
    Effect.ensuring(flushSpans),
  )

/**
 * Makes a Lambda function that a rule calls itself, without a queue: for what is small, needs no rows and may happen twice. It has
 * no inbox and no limit of concurrency; what has either belongs to a consumer.
 */
export const makeDirect = async <E>(reactions: ReadonlyArray<Reaction<E, never>>) => {
  const runtime = ManagedRuntime.make(layerObservability)
  await Effect.runPromise(starting(runtime.contextEffect))
  return (event: unknown): Promise<void> => runtime.runPromise(handleDirect(reactions, event))
}
