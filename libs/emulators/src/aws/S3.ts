import { buffer } from "node:stream/consumers"
import { request as forward, type IncomingMessage, type ServerResponse } from "node:http"

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

/**
 * S3 by the library fauxqs, on an inner port and started by the first request, since most stacks never store an object.
 * Objects are kept in `folder`, or in memory without one.
 */
export const makeS3 = (folder: string | undefined): S3 => {
  let inner: ReturnType<typeof startInner> | undefined
  return {
    handle: async (request, response, body) => {
      inner ??= startInner(folder)
      const { port } = await inner
      const { method, url, headers } = request
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        forward({ host: "127.0.0.1", port, method, path: url, headers }, resolve).once("error", reject).end(body)
      })
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      response.end(await buffer(answer))
    },
    close: async () => {
      if (inner !== undefined) await (await inner).stop()
    },
  }
}
