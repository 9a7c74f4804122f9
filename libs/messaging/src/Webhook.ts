import type { EventDefinition } from "@tango/contracts/events/Envelope"
import { flushSpans } from "@tango/observability/Flush"
import { currentTraceparent, parseTraceparent, traceIdOf } from "@tango/observability/Traceparent"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type BusUnavailable, EventBus } from "./EventBus.ts"
import { makeMetadata } from "./Metadata.ts"

/** The parts of Lambda's ALB event that are read. */
export interface AlbEvent {
  readonly httpMethod: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body: string | null
  readonly isBase64Encoded: boolean
}

export interface AlbResponse {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly isBase64Encoded: boolean
}

/** The signature is wrong, missing, or outside the time window. */
export class SignatureInvalid extends Schema.TaggedError<SignatureInvalid>()("SignatureInvalid", {}) {}

/** The signature is right and the body is not what the provider documents. */
export class PayloadInvalid extends Schema.TaggedError<PayloadInvalid>()("PayloadInvalid", { reason: Schema.String }) {}

/** A verified webhook. `traceparent` when the provider gave back one of ours, in an object's metadata. */
export interface Verified<Data> {
  readonly data: Data
  readonly traceparent?: string | undefined
}

export interface WebhookOptions<Type extends string, Data extends Schema.Codec<unknown, unknown>, R> {
  readonly definition: EventDefinition<Type, Data>
  /** Checks the signature on the raw body; header names are in lower case. */
  readonly verify: (
    body: string,
    headers: Readonly<Record<string, string | undefined>>,
  ) => Effect.Effect<Verified<Data["Type"]>, SignatureInvalid | PayloadInvalid, R>
}

const respond = (statusCode: number, body: object): AlbResponse => ({
  statusCode,
  headers: {
    "content-type": statusCode < 400 ? "application/json" : "application/problem+json",
    ...(statusCode === 405 ? { allow: "POST" } : {}),
  },
  body: JSON.stringify(body),
  isBase64Encoded: false,
})

const problem = (status: number, code: string, title: string) =>
  Effect.map(currentTraceparent, (traceparent) =>
    respond(status, { type: `urn:tango:problem:${code}`, title, status, code, traceId: traceIdOf(traceparent) }),
  )

const publish = <Type extends string, Data extends Schema.Codec<unknown, unknown>>(
  definition: EventDefinition<Type, Data>,
  verified: Verified<Data["Type"]>,
): Effect.Effect<AlbResponse, BusUnavailable, EventBus> =>
  Effect.gen(function* () {
    const bus = yield* EventBus
    const data = yield* Effect.orDie(Schema.encodeEffect(definition.data)(verified.data))
    const metadata = yield* makeMetadata({ definition, sequence: 1 })
    const [outcome] = yield* bus.publish([
      {
        source: definition.source,
        type: definition.type,
        detail: JSON.stringify({ metadata, data }),
        traceparent: metadata.traceparent,
      },
    ])
    return outcome?._tag === "Accepted"
      ? respond(200, { received: true })
      : yield* problem(503, "not_accepted", "The event could not be stored. Send it again.")
  })

const lowerCased = (headers: AlbEvent["headers"]) =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))

/** Verify, put on the bus, answer: 2xx only when the event is safely there. */
export const handleWebhook = <Type extends string, Data extends Schema.Codec<unknown, unknown>, R>(
  options: WebhookOptions<Type, Data, R>,
  event: AlbEvent,
) =>
  Effect.gen(function* () {
    if (event.httpMethod !== "POST") return yield* problem(405, "method_not_allowed", "Webhooks are sent by POST.")
    const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8").toString("utf8")
    const verified = yield* options.verify(body, lowerCased(event.headers))
    return yield* publish(options.definition, verified).pipe(
      Effect.withSpan(`receive ${options.definition.type}`, {
        kind: "consumer",
        parent: parseTraceparent(verified.traceparent),
      }),
    )
  }).pipe(
    Effect.catchTags({
      SignatureInvalid: () =>
        Effect.andThen(
          Effect.logWarning("A webhook with a wrong signature was refused"),
          problem(401, "signature_invalid", "The signature is not right."),
        ),
      PayloadInvalid: (error) =>
        Effect.andThen(
          Effect.logError("A signed webhook could not be understood", { reason: error.reason }),
          problem(400, "payload_invalid", "The body is not what the provider documents."),
        ),
    }),
    Effect.catchCause((cause) =>
      Effect.andThen(
        Effect.logError("A webhook could not be stored", cause),
        problem(503, "not_accepted", "The event could not be stored. Send it again."),
      ),
    ),
    Effect.withSpan(`webhook ${options.definition.type}`, { kind: "server" }),
    Effect.ensuring(flushSpans),
  )
