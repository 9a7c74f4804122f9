import { buffer } from "node:stream/consumers"
import { request as forward, type IncomingMessage, type ServerResponse } from "node:http"
import { type Refusal, refusalOf } from "./Presigned.ts"

export interface S3 {
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>
  close(): Promise<void>
}

const startInner = async (folder: string | undefined) => {
  const { startFauxqs } = await import("fauxqs")
  return startFauxqs({
    port: 0,
    host: "127.0.0.1",
    logger: false,
    ...(folder === undefined ? {} : { s3StorageDir: folder }),
  })
}

/** As a bucket's CORS rules let a product's pages have it, which put and show files by presigned addresses. */
const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, PUT, POST",
  "access-control-allow-headers": "*",
  "access-control-expose-headers": "ETag",
}

/** `response-content-disposition` and its like: how an address says that its answer is to be headed. */
const askedFor = (url: string | undefined) =>
  [...new URL(url ?? "/", "http://s3").searchParams].flatMap(([name, value]) =>
    name.startsWith("response-") ? [[name.slice("response-".length), value] as const] : [],
  )

const refuse = (response: ServerResponse, { code, message, status }: Refusal) => {
  response.writeHead(status, { "content-type": "application/xml", ...cors })
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`)
}

/**
 * S3 by the library fauxqs, on an inner port and started by the first request, since most stacks never store an object.
 * Objects are kept in `folder`, or in memory without one; `buckets` are there from the start.
 */
export const makeS3 = (folder: string | undefined, buckets: ReadonlyArray<string> = []): S3 => {
  let inner: ReturnType<typeof startInner> | undefined
  const start = async () => {
    const started = await startInner(folder)
    for (const bucket of buckets) await fetch(`http://127.0.0.1:${started.port}/${bucket}`, { method: "PUT" })
    return started
  }
  return {
    handle: async (request, response, body) => {
      if (request.method === "OPTIONS") return void response.writeHead(204, cors).end()
      const refused = refusalOf(request, body)
      if (refused !== undefined) return refuse(response, refused)
      inner ??= start()
      const { port } = await inner
      const { method, url, headers } = request
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        forward({ host: "127.0.0.1", port, method, path: url, headers }, resolve).once("error", reject).end(body)
      })
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...Object.fromEntries(askedFor(url)), ...cors })
      response.end(await buffer(answer))
    },
    close: async () => {
      if (inner !== undefined) await (await inner).stop()
    },
  }
}
