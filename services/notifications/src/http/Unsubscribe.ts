import * as Effect from "effect/Effect"
import * as HttpEffect from "effect/http/HttpEffect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Unsubscribing, unsubscribePath } from "../Unsubscribing.ts"
import { done, question, unknownLink } from "./UnsubscribePage.ts"

/** These few answers are pages: they style themselves, and their forms come back here. */
export const showPage = (html: string, status = 200) =>
  Effect.as(
    HttpEffect.appendPreResponseHandler((_, response) =>
      Effect.succeed(
        HttpServerResponse.setHeader(
          response,
          "content-security-policy",
          "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
        ),
      ),
    ),
    HttpServerResponse.html(html).pipe(HttpServerResponse.setStatus(status)),
  )

// Not in the path: routers limit the length of a path's parameter, and real ids are long.
const token = Effect.map(
  HttpServerRequest.HttpServerRequest,
  ({ url }) => new URL(url, "http://localhost").searchParams.get("token") ?? "",
)

/** A GET asks first: mail programs and virus scanners follow links by themselves. */
const ask = Effect.fnUntraced(function* (unsubscribing: Unsubscribing["Service"]) {
  return yield* Option.match(unsubscribing.read(yield* token), {
    onNone: () => showPage(unknownLink, 404),
    onSome: (subscription) => showPage(question(subscription.kind)),
  })
})

/** RFC 8058: no log-in, no cookie, no redirect. The page's own buttons come here as well. */
const act = Effect.fnUntraced(function* (unsubscribing: Unsubscribing["Service"]) {
  const subscription = unsubscribing.read(yield* token)
  if (Option.isNone(subscription)) return yield* showPage(unknownLink, 404)
  const request = yield* HttpServerRequest.HttpServerRequest
  const body = yield* Effect.orElseSucceed(request.text, () => "")
  const again = new URLSearchParams(body).get("again") === "yes"
  yield* unsubscribing.set(subscription.value, again)
  return yield* showPage(done(subscription.value.kind, again))
})

export const layerUnsubscribe = Layer.unwrap(
  Effect.map(Unsubscribing, (unsubscribing) =>
    Layer.mergeAll(
      HttpRouter.add("GET", unsubscribePath, ask(unsubscribing)),
      HttpRouter.add("POST", unsubscribePath, act(unsubscribing)),
    ),
  ),
)
