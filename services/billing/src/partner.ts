import { EventBus } from "@tango/messaging/EventBus"
import { layerObservability } from "@tango/observability/Observability"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { handlePartnerEvent } from "./StripePartner.ts"

const runtime = ManagedRuntime.make(EventBus.layer.pipe(Layer.provideMerge(layerObservability)))

/** The Lambda function behind the rule on Stripe's partner bus; deployed in place of the webhook's, not beside it. */
export const handler = (envelope: { readonly source: string; readonly detail: unknown }): Promise<void> =>
  runtime.runPromise(handlePartnerEvent(envelope))
