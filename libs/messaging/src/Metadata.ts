import type { EventDefinition, Metadata } from "@tango/contracts/events/Envelope"
import type { OrganizationId } from "@tango/contracts/Ids"
import { currentTraceparent, traceIdOf } from "@tango/observability/Traceparent"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { randomUUIDv7 } from "node:crypto"
import { CurrentCause } from "./Causation.ts"

const region = Config.String("AWS_REGION").pipe(Config.withDefault("us-east-1"))

/** What a new event says about itself; its trace is the current one unless told. */
export const makeMetadata = Effect.fnUntraced(function* (event: {
  readonly definition: EventDefinition<string, Schema.Codec<unknown, unknown>>
  /** `webhook/<the event's id>` unless told. */
  readonly subject?: string
  readonly sequence: number
  readonly organizationId?: OrganizationId
  readonly traceparent?: string | undefined
}): Effect.fn.Return<Metadata> {
  const id = randomUUIDv7()
  const cause = yield* CurrentCause
  const traceparent = event.traceparent ?? (yield* currentTraceparent)
  return {
    id,
    type: event.definition.type,
    subject: event.subject ?? `webhook/${id}`,
    time: new Date(yield* Clock.currentTimeMillis).toISOString(),
    dataschema: `urn:tango:event:${event.definition.type}`,
    region: yield* Effect.orDie(region),
    sequence: event.sequence,
    correlationid: cause.correlationId ?? traceIdOf(traceparent) ?? id,
    ...(event.organizationId === undefined ? {} : { organizationid: event.organizationId }),
    ...(cause.causationId === undefined ? {} : { causationid: cause.causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
  }
})
