import { randomBytes } from "node:crypto"
import type { IncomingHttpHeaders } from "node:http"

const w3c = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/
const root = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})/

/** A request's trace: its id (32 hex digits), and the header that a load balancer would add or extend. */
export interface Trace {
  readonly traceId: string
  readonly amazonHeader: string
}

/** Takes the caller's trace where there is one, from `traceparent` or `X-Amzn-Trace-Id`, and begins a new one where not. */
export const traceOf = (headers: IncomingHttpHeaders): Trace => {
  const now = Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(8, "0")
  const given = headers["x-amzn-trace-id"]
  const amazon = root.exec(typeof given === "string" ? given : "")
  const traceId =
    w3c.exec(String(headers["traceparent"] ?? ""))?.[1] ??
    (amazon ? `${amazon[1]}${amazon[2]}` : `${now}${randomBytes(12).toString("hex")}`)
  const self = `Self=1-${now}-${randomBytes(12).toString("hex")}`
  const amazonHeader = amazon ? `${self};${String(given)}` : `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`
  return { traceId, amazonHeader }
}
