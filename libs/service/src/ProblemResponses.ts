import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpEffect from "effect/http/HttpEffect"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as HttpServerError from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { currentTraceparent, traceIdOf } from "@tango/observability/Traceparent"
import { refusedText } from "./RefusedText.ts"

const contentType = "application/problem+json"

/** Bodies over this are refused before they are read. */
const maxBodyBytes = 1024 * 1024

// Statuses that the router or the body reader gives without a body.
const standard: Readonly<Record<number, readonly [code: string, title: string]>> = {
  400: ["invalid_request", "The request could not be understood."],
  404: ["not_found", "There is no such thing here."],
  405: ["method_not_allowed", "This method is not offered here."],
  413: ["payload_too_large", "The body is too large."],
  415: ["unsupported_media_type", "Send JSON."],
  499: ["client_closed_request", "The client went away."],
  503: ["unavailable", "Not available at the moment. Try again."],
}
const unexpected = ["internal_error", "Something went wrong on our side."] as const

const problem = (status: number, traceId: string | undefined) => {
  const [code, title] = standard[status] ?? unexpected
  return HttpServerResponse.jsonUnsafe(
    { type: `urn:tango:problem:${code}`, title, status, code, ...(traceId === undefined ? {} : { traceId }) },
    { status, contentType },
  )
}

const decoder = new TextDecoder()

/** A declared problem gets its trace id, any other error response becomes a problem. */
const complete = (response: HttpServerResponse.HttpServerResponse, traceId: string | undefined) => {
  if (response.status < 400) return response
  const body = response.body
  // An error that nobody declared has no body, or the framework's own words.
  if (body._tag !== "Uint8Array" || !body.contentType.startsWith(contentType)) return problem(response.status, traceId)
  if (traceId === undefined) return response
  const declared: object = JSON.parse(decoder.decode(body.body))
  return HttpServerResponse.setBody(response, HttpBody.text(JSON.stringify({ ...declared, traceId }), contentType))
}

const securityHeaders = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}

/** A line for what changes something or goes wrong; reading that goes well has its trace, and would drown the rest. */
const logRequest = (request: HttpServerRequest.HttpServerRequest, status: number, milliseconds: number) =>
  (status < 400 && (request.method === "GET" || request.method === "HEAD") ? Effect.logDebug : Effect.logInfo)(
    "request",
  ).pipe(
    Effect.annotateLogs({
      method: request.method,
      path: request.url.split("?")[0],
      status,
      duration_ms: Math.round(milliseconds),
    }),
  )

/**
 * Around everything a service serves: trace context on the way out, security headers, problems for errors that nobody
 * declared, and one log line at Error for a defect, whose details stay inside.
 */
export const problemResponses = HttpMiddleware.make((app) =>
  Effect.gen(function* () {
    const started = performance.now()
    const traceparent = yield* currentTraceparent
    const traceId = traceIdOf(traceparent)
    yield* HttpEffect.appendPreResponseHandler((request, response) => {
      const finished = HttpServerResponse.setHeaders(complete(response, traceId), {
        ...securityHeaders,
        ...(traceparent === undefined ? {} : { traceparent }),
      })
      return Effect.as(logRequest(request, finished.status, performance.now() - started), finished)
    })
    const request = yield* HttpServerRequest.HttpServerRequest
    if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) return problem(413, traceId)
    const refused = yield* refusedText(request)
    if (refused !== undefined) return problem(refused, traceId)
    return yield* Effect.tapCause(app, (cause) => {
      const [response, reported] = HttpServerError.causeResponseStripped(cause)
      return response.status >= 500 && Option.isSome(reported)
        ? Effect.logError("A request failed unexpectedly", reported.value)
        : Effect.void
    })
    // Bounds what comes in pieces as well, whose length nobody tells.
  }).pipe(Effect.provideService(HttpServerRequest.MaxBodySize, ByteSize.fromInputUnsafe(maxBodyBytes))),
)
