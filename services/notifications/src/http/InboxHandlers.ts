import { NotificationsApi } from "@tango/contracts/api/NotificationsApi"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Effect from "effect/Effect"
import * as HttpEffect from "effect/http/HttpEffect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { InboxFeed } from "../InboxFeed.ts"
import { Inboxes } from "../Inboxes.ts"
import { caller } from "./Caller.ts"

const decodeExpiry = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ exp: Schema.Finite })))

/** When the token of the request, which has been verified, expires; in milliseconds since 1970. */
const expiry = Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }) => {
  const payload = (headers["authorization"] ?? "").split(".")[1] ?? ""
  const claims = decodeExpiry(Buffer.from(payload, "base64url").toString("utf8"))
  return Option.match(claims, { onNone: () => 0, onSome: ({ exp }) => exp * 1000 })
})

/** No proxy holds events back, and a connection that ends is not used again. */
const streaming = HttpEffect.appendPreResponseHandler((_, response) =>
  Effect.succeed(HttpServerResponse.setHeaders(response, { "x-accel-buffering": "no", connection: "close" })),
)

export const layerInbox = HttpApiBuilder.group(
  NotificationsApi,
  "inbox",
  Effect.fnUntraced(function* (handlers) {
    const inboxes = yield* Inboxes
    const feed = yield* InboxFeed
    const stream = Effect.fnUntraced(function* (after: string | undefined) {
      const memberId = yield* caller
      const tenant = yield* CurrentTenant
      const expiresAt = yield* expiry
      yield* streaming
      const events = Effect.gen(function* () {
        // Listening begins before the look at what has been missed, so that nothing falls in between.
        const listener = yield* feed.open(tenant, memberId, expiresAt)
        const { frames, position } = yield* inboxes.catchUp(memberId, after)
        // What came while it was looked at is in both.
        const news = Stream.fromQueue(listener.frames).pipe(
          Stream.filter((frame) => frame.position === null || frame.position > position),
          Stream.map(({ bytes }) => bytes),
        )
        return Stream.concat(Stream.make(new TextEncoder().encode(frames)), news)
      })
      return Stream.unwrap(Effect.provideService(events, CurrentTenant, tenant))
    })
    return handlers
      .handle("list", ({ query }) => Effect.flatMap(caller, (memberId) => inboxes.list(memberId, query)))
      .handle("unread", () => Effect.flatMap(caller, inboxes.unread))
      .handle("stream", ({ headers }) => stream(headers["last-event-id"]))
      .handle("read", ({ params }) => Effect.flatMap(caller, (memberId) => inboxes.read(memberId, params.itemId)))
      .handle("readAll", () => Effect.flatMap(caller, inboxes.readAll))
      .handle("archive", ({ params }) => Effect.flatMap(caller, (memberId) => inboxes.archive(memberId, params.itemId)))
  }),
)
