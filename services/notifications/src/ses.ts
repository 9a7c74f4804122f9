import { EventBus } from "@tango/messaging/EventBus"
import { layerObservability } from "@tango/observability/Observability"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { forwardSesEvent } from "./SesEvents.ts"

const runtime = ManagedRuntime.make(EventBus.layer.pipe(Layer.provideMerge(layerObservability)))
await runtime.context()

/** The function behind a rule on the default bus, `{ "source": ["aws.ses"] }`; only where `EMAIL_PROVIDER` is `ses`. */
export const handler = (event: unknown): Promise<void> => runtime.runPromise(forwardSesEvent(event))
