import type { OutgoingHttpHeaders, ServerResponse } from "node:http"

/** Sent with everything that the gateway itself answers. */
export const baseHeaders: OutgoingHttpHeaders = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}

export interface GatewayProblem {
  readonly status: number
  readonly code: string
  readonly title: string
}

export const problems = {
  notFound: { status: 404, code: "not_found", title: "There is nothing at this address." },
  methodNotAllowed: { status: 405, code: "method_not_allowed", title: "This address does not take that method." },
  malformed: { status: 400, code: "invalid_request", title: "This is not an HTTP request that can be understood." },
  timeout: { status: 408, code: "request_timeout", title: "The request took too long to arrive." },
  headersTooLarge: { status: 431, code: "headers_too_large", title: "The headers of a request may have 16 KiB." },
  tooLarge: { status: 413, code: "body_too_large", title: "The body of a request may have 1 MiB." },
  badGateway: { status: 502, code: "bad_gateway", title: "The service broke off while it answered." },
  unavailable: { status: 503, code: "service_unavailable", title: "The service is not available right now." },
} satisfies Record<string, GatewayProblem>

/** An RFC 9457 problem as it is written. */
export const problemOf = (traceId: string, { status, code, title }: GatewayProblem) => ({
  status,
  headers: {
    ...baseHeaders,
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...(status === 503 ? { "retry-after": "1" } : {}),
    ...(status === 405 ? { allow: "GET, HEAD" } : {}),
    // What is left of the request's body is not read.
    ...(status === 413 ? { connection: "close" } : {}),
  },
  body: JSON.stringify({ type: `urn:tango:problem:${code}`, title, status, code, traceId }),
})

/** Answers with an RFC 9457 problem; does nothing to an answer that has begun but to break it off. */
export const problem = (response: ServerResponse, traceId: string, declared: GatewayProblem): void => {
  if (response.headersSent) return void response.destroy()
  const { status, headers, body } = problemOf(traceId, declared)
  response.writeHead(status, headers).end(body)
}
