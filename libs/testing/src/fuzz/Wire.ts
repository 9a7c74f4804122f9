import { Agent, request as open } from "node:http"
import { connect } from "node:net"

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
  /** Goes away after half of the body. */
  readonly breaksOff?: boolean
}

export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

const deadlineMilliseconds = 15_000
const agent = new Agent({ keepAlive: true, maxSockets: 16 })

/** Closes the connections that were kept for the next request. */
export const hangUp = () => agent.destroy()

const breakOff = (url: URL, { body = Buffer.alloc(0), headers, method, path }: WireRequest): Promise<undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host: url.hostname, port: Number(url.port) }, () => {
      const lines = Object.entries({ host: url.host, ...headers, "content-length": String(body.length + 100) })
      const head = `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`
      socket.write(Buffer.concat([Buffer.from(head, "latin1"), body]), () => socket.destroy())
    })
    socket.once("close", () => resolve(undefined)).on("error", () => {})
  })

class Stale extends Error {}

/** Sends it; undefined for one that breaks off, which nobody answers. A stream's answer is only its head. */
export const send = (origin: string, request: WireRequest): Promise<WireAnswer | undefined> =>
  // A kept connection may have been closed while the request was on its way: then nobody has seen it.
  sendOnce(origin, request).catch((error: unknown) =>
    error instanceof Stale ? sendOnce(origin, request) : Promise.reject(error),
  )

const sendOnce = (origin: string, request: WireRequest): Promise<WireAnswer | undefined> => {
  const url = new URL(origin)
  if (request.breaksOff) return breakOff(url, request)
  return new Promise((resolve, reject) => {
    const { body, headers, method, path } = request
    const sent = open(
      { agent, host: url.hostname, port: url.port, method, path, headers: { ...headers } },
      (response) => {
        const end = (text: string) => {
          const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const)
          resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(flat), text })
        }
        if (response.headers["content-type"]?.includes("event-stream") === true) {
          end("")
          return void sent.destroy()
        }
        let text = ""
        response.setEncoding("utf8").on("data", (part: string) => (text += part))
        response.once("end", () => end(text)).once("error", reject)
      },
    )
    sent.setTimeout(deadlineMilliseconds, () => sent.destroy(new Error("No answer in time")))
    sent.once("error", (error) => reject(sent.reusedSocket ? new Stale(error.message) : error))
    sent.end(body)
  })
}
