import { layerObservability } from "@tango/observability/Observability"
import { starting } from "@tango/observability/Start"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type * as Schema from "effect/Schema"
import { EventBus } from "./EventBus.ts"
import { type AlbEvent, type AlbResponse, handleWebhook, type WebhookOptions } from "./Webhook.ts"

/** Makes the Lambda function that answers a provider's webhooks; apart from the consumer's, so that no SQL is loaded for it. */
export const makeWebhook = async <Type extends string, Data extends Schema.Codec<unknown, unknown>, R, LE>(
  options: WebhookOptions<Type, Data, R>,
  layer: Layer.Layer<R, LE>,
): Promise<(event: AlbEvent) => Promise<AlbResponse>> => {
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(layer, EventBus.layer).pipe(Layer.provideMerge(layerObservability)),
  )
  await Effect.runPromise(starting(runtime.contextEffect))
  return (event) => runtime.runPromise(handleWebhook(options, event))
}
