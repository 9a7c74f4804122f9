import {
  Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as forward,
  type ServerResponse,
} from "node:http"
import { problem, problems } from "./Respond.ts"
import type { Trace } from "./Trace.ts"

/** As AWS WAF and API guidelines have it for JSON; files go to S3 by presigned URL. */
export const maximumBodyBytes = 1_048_576

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "proxy-connection",
])

const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders => {
  const named = new Set(
    String(headers.connection ?? "")
      .toLowerCase()
      .split(",")
      .map((name) => name.trim()),
  )
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !named.has(name)))
}

/** The headers that a load balancer adds. */
const forwarded = (request: IncomingMessage, trace: Trace): IncomingHttpHeaders => {
  const before = request.headers["x-forwarded-for"]
  const address = request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? ""
  return {
    ...endToEnd(request.headers),
    "x-forwarded-for": before === undefined ? address : `${String(before)}, ${address}`,
    "x-forwarded-proto": "http",
    "x-forwarded-host": request.headers.host ?? "",
    "x-forwarded-port": String(request.socket.localPort ?? ""),
    "x-amzn-trace-id": trace.amazonHeader,
  }
}

const isConnectionFailure = (error: NodeJS.ErrnoException) =>
  error.code === "ECONNREFUSED" || error.code === "EADDRNOTAVAIL"

/** Passes the body on and stops at the limit; resolves false when it was reached. */
const passBody = (request: IncomingMessage, upstream: ClientRequest, tooLarge: () => void): void => {
  let bytes = 0
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maximumBodyBytes) {
      request.removeAllListeners("data").pause()
      return tooLarge()
    }
    if (!upstream.write(chunk)) {
      request.pause()
      upstream.once("drain", () => request.resume())
    }
  })
  request.once("end", () => upstream.end())
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0

/** Where a service listens. */
interface Upstream {
  readonly host: string
  readonly port: number
}

/** A reverse proxy to services that streams both ways, so that server-sent events arrive as they are sent. */
export const makeProxy = () => {
  const agent = new Agent({ keepAlive: true })

  const pass = (request: IncomingMessage, response: ServerResponse, at: Upstream, trace: Trace, again = true): void => {
    const { method, url } = request
    const upstream = forward({ agent, ...at, method, path: url, headers: forwarded(request, trace) })
    response.once("close", () => upstream.destroy())
    upstream.once("error", (error: NodeJS.ErrnoException) => {
      if (response.destroyed || response.writableEnded) return
      // The service closed a kept connection just as we used it.
      if (again && upstream.reusedSocket && error.code === "ECONNRESET" && !hasBody(request)) {
        return pass(request, response, at, trace, false)
      }
      problem(response, trace.traceId, isConnectionFailure(error) ? problems.unavailable : problems.badGateway)
    })
    upstream.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers))
      response.flushHeaders()
      answer.once("error", () => response.destroy())
      answer.pipe(response)
    })
    if (!hasBody(request)) return void upstream.end()
    passBody(request, upstream, () => {
      problem(response, trace.traceId, problems.tooLarge)
      upstream.destroy()
    })
  }

  return {
    handle: (request: IncomingMessage, response: ServerResponse, at: Upstream, trace: Trace): void => {
      if (Number(request.headers["content-length"] ?? 0) > maximumBodyBytes)
        problem(response, trace.traceId, problems.tooLarge)
      else pass(request, response, at, trace)
    },
    close: () => agent.destroy(),
  }
}
