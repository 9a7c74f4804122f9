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
  tooLarge: { status: 413, code: "body_too_large", title: "The body of a request may have 1 MiB." },
  badGateway: { status: 502, code: "bad_gateway", title: "The service broke off while it answered." },
  unavailable: { status: 503, code: "service_unavailable", title: "The service is not available right now." },
} satisfies Record<string, GatewayProblem>

/** Answers with an RFC 9457 problem; does nothing to an answer that has begun but to break it off. */
export const problem = (response: ServerResponse, traceId: string, { status, code, title }: GatewayProblem): void => {
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, {
    ...baseHeaders,
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...(status === 503 ? { "retry-after": "1" } : {}),
    // What is left of the request's body is not read.
    ...(status === 413 ? { connection: "close" } : {}),
  })
  response.end(JSON.stringify({ type: `urn:tango:problem:${code}`, title, status, code, traceId }))
}
