import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge"
import { toXRayHeader } from "@tango/observability/Traceparent"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

export interface BusEntry {
  readonly source: string
  readonly type: string
  /** A JSON object: `{ metadata, data }`. */
  readonly detail: string
  readonly traceparent?: string | undefined
}

/** What the bus says of one entry: taken, refused now, or refused for ever. */
export type Outcome =
  | { readonly _tag: "Accepted" }
  | { readonly _tag: "Refused"; readonly reason: string; readonly permanent: boolean }

export class BusUnavailable extends Schema.TaggedError<BusUnavailable>()("BusUnavailable", {
  cause: Schema.Defect(),
}) {}

// EventBridge's limits of one call: ten entries, a mebibyte in all; 14 bytes are counted for an entry's time.
const busBatchSize = 10
const busBatchBytes = 1024 * 1024

const bytesOf = ({ detail, source, type }: BusEntry): number =>
  14 + Buffer.byteLength(source) + Buffer.byteLength(type) + Buffer.byteLength(detail)

/** Splits entries, in their order, into calls that the bus takes; one that is too large alone makes a call alone. */
export const inBatches = <Entry extends BusEntry | Omit<BusEntry, "traceparent">>(
  entries: ReadonlyArray<Entry>,
): ReadonlyArray<ReadonlyArray<Entry>> => {
  const batches: Array<Array<Entry>> = []
  let room = 0
  for (const entry of entries) {
    const size = bytesOf(entry)
    const last = batches.at(-1)
    if (last === undefined || last.length === busBatchSize || size > room) {
      batches.push([entry])
      room = busBatchBytes - size
    } else {
      last.push(entry)
      room -= size
    }
  }
  return batches
}

// Codes by which the bus says that the entry itself is wrong; anything else may pass next time.
const permanentCodes = new Set(["MalformedDetail", "InvalidArgument", "ValidationException"])

/** The event bus; outcomes are in the order of the entries. */
export class EventBus extends Context.Service<
  EventBus,
  {
    publish(entries: ReadonlyArray<BusEntry>): Effect.Effect<ReadonlyArray<Outcome>, BusUnavailable>
  }
>()("@tango/messaging/EventBus") {
  static readonly layer = Layer.effect(
    EventBus,
    Effect.gen(function* () {
      const busName = yield* Config.String("EVENT_BUS_NAME")
      const client = yield* Effect.acquireRelease(
        Effect.sync(() => new EventBridgeClient({ maxAttempts: 2 })),
        (bridge) => Effect.sync(() => bridge.destroy()),
      )
      const publish = Effect.fn("EventBus.publish", { kind: "producer" })(function* (entries: ReadonlyArray<BusEntry>) {
        const command = new PutEventsCommand({
          Entries: entries.map((entry) => ({
            EventBusName: busName,
            Source: entry.source,
            DetailType: entry.type,
            Detail: entry.detail,
            TraceHeader: entry.traceparent === undefined ? undefined : toXRayHeader(entry.traceparent),
          })),
        })
        const response = yield* Effect.tryPromise({
          try: (signal) => client.send(command, { abortSignal: signal }),
          catch: (cause) => new BusUnavailable({ cause }),
        }).pipe(
          // The call is refused as a whole when it is too large, which for one entry will never change.
          Effect.catchIf(
            ({ cause }) => entries.length === 1 && cause instanceof Error && cause.name === "ValidationException",
            ({ cause }) =>
              Effect.succeed({
                Entries: [{ EventId: undefined, ErrorCode: "ValidationException", ErrorMessage: String(cause) }],
              }),
          ),
          // Shorter than a consumer's own time: what it has done must not come again because the bus is silent.
          Effect.timeoutOrElse({ duration: "4 seconds", orElse: () => new BusUnavailable({ cause: "timeout" }) }),
        )
        return entries.map((_, index): Outcome => {
          const result = response.Entries?.[index]
          return result?.EventId !== undefined
            ? { _tag: "Accepted" }
            : {
                _tag: "Refused",
                reason: `${result?.ErrorCode ?? "NoAnswer"}: ${result?.ErrorMessage ?? ""}`,
                permanent: permanentCodes.has(result?.ErrorCode ?? ""),
              }
        })
      })
      return EventBus.of({ publish })
    }),
  )
}
