import { createServer, type IncomingMessage, request as open, type Server, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { setTimeout as delay } from "node:timers/promises"

/** What can go wrong at a provider. */
export const faults = ["429", "500", "slow", "HTML 502", "connection refused", "wrong JSON"] as const
export type Fault = (typeof faults)[number]

/** Stands before a provider and does as told. */
export interface FaultyProxy {
  readonly port: number
  /** Until told otherwise; `only` says which requests, where not all. */
  suffer(fault: Fault | undefined, only?: (request: IncomingMessage) => boolean): Promise<void>
  close(): Promise<void>
}

const slowness = 300

/** As Stytch, Resend and AWS would say it, all in one, and as Stripe does. */
const refusal = (status: number, type: string, exception: string) =>
  JSON.stringify({
    status_code: status,
    error_type: type,
    name: type,
    __type: exception,
    message: "Not now",
  })

const answers: Readonly<Record<Exclude<Fault, "slow" | "connection refused">, readonly [number, string, string]>> = {
  "429": [429, "application/json", refusal(429, "too_many_requests", "ThrottlingException")],
  "500": [500, "application/json", refusal(500, "internal_server_error", "InternalException")],
  "HTML 502": [502, "text/html", "<html><body>Bad Gateway</body></html>"],
  "wrong JSON": [200, "application/json", '{"hello": ["wor'],
}

const pass = (target: URL, request: IncomingMessage, response: ServerResponse) => {
  const { headers, method = "GET", url = "/" } = request
  const passed = open({ host: target.hostname, port: target.port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers)
    answer.pipe(response)
  })
  passed.once("error", () => response.destroy())
  request.pipe(passed)
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve))

export const startFaultyProxy = async (targetUrl: string): Promise<FaultyProxy> => {
  const target = new URL(targetUrl)
  const sockets = new Set<Socket>()
  let fault: Fault | undefined
  let concerns: (request: IncomingMessage) => boolean = () => true
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const suffered = concerns(request) ? fault : undefined
    if (suffered === "slow") await delay(slowness)
    if (suffered === undefined || suffered === "slow" || suffered === "connection refused") {
      return pass(target, request, response)
    }
    const [status, type, said] = answers[suffered]
    // Stytch's client takes a member `error` for OAuth's.
    const isStripe = request.headers["stripe-version"] !== undefined && status !== 200 && type !== "text/html"
    const body = isStripe ? JSON.stringify({ error: { type: "api_error", message: "Not now" } }) : said
    request.resume()
    response.writeHead(status, { "content-type": type }).end(body)
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  server.on("connection", (socket) => {
    sockets.add(socket)
    socket.once("close", () => sockets.delete(socket))
  })
  await listen(server, 0)
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return {
    port,
    suffer: async (next, only = () => true) => {
      fault = next
      concerns = only
      if (next === "connection refused" && server.listening) await stop()
      if (next !== "connection refused" && !server.listening) await listen(server, port)
    },
    close: () => (server.listening ? stop() : Promise.resolve()),
  }
}
