import { STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"
import { problemOf, problems } from "./Respond.ts"
import { traceOf } from "./Trace.ts"

const problemsByCode: Readonly<Record<string, (typeof problems)[keyof typeof problems]>> = {
  HPE_HEADER_OVERFLOW: problems.headersTooLarge,
  ERR_HTTP_REQUEST_TIMEOUT: problems.timeout,
}

/** Answers what is no request that Node can read, for which it makes no response: by a problem all the same. */
export const answerClientError = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy()
  const { status, headers, body } = problemOf(
    traceOf({}).traceId,
    problemsByCode[error.code ?? ""] ?? problems.malformed,
  )
  const lines = Object.entries({ ...headers, connection: "close", "content-length": Buffer.byteLength(body) })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...lines.map(([name, value]) => `${name}: ${String(value)}`),
  ]
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`)
}
