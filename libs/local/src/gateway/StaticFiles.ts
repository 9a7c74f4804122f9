import { createHash } from "node:crypto"
import { readFile, stat } from "node:fs/promises"
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http"
import { extname, join, resolve, sep } from "node:path"
import { promisify } from "node:util"
import { brotliCompress, constants, gzip } from "node:zlib"
import { baseHeaders, problem, problems } from "./Respond.ts"

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
}
const compressible = /^(text|application\/(json|manifest)|image\/svg)/

const compressors = {
  br: (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body: Buffer) => promisify(gzip)(body),
} satisfies Record<string, (body: Buffer) => Promise<Buffer>>

export interface StaticOptions {
  readonly folder: string
  /** Answers an address that is no file, such as a route of a single-page app. */
  readonly fallback?: string
  readonly contentSecurityPolicy: string
  /** Addresses whose names change with their content. */
  readonly immutable?: RegExp
}

interface Stored {
  readonly modified: number
  readonly etag: string
  readonly body: Buffer
  readonly encoded: Map<string, Promise<Buffer>>
}

const encodingFor = (accepted: string): keyof typeof compressors | undefined =>
  /\bbr\b/.test(accepted) ? "br" : /\bgzip\b/.test(accepted) ? "gzip" : undefined

/** Files of one folder, compressed once and kept in memory. */
export const makeStaticFiles = (options: StaticOptions) => {
  const files = new Map<string, Stored>()

  const read = async (file: string): Promise<Stored | undefined> => {
    const info = await stat(file).catch(() => undefined)
    if (!info?.isFile()) return undefined
    const known = files.get(file)
    if (known?.modified === info.mtimeMs) return known
    const body = await readFile(file)
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`
    const stored = { modified: info.mtimeMs, etag, body, encoded: new Map() }
    files.set(file, stored)
    return stored
  }

  const find = async (path: string): Promise<{ file: string; stored: Stored } | undefined> => {
    const file = resolve(join(options.folder, path.endsWith("/") ? `${path}index.html` : path))
    if (!file.startsWith(resolve(options.folder) + sep)) return undefined
    const stored = await read(file)
    if (stored !== undefined) return { file, stored }
    // A file that is not there is missing; only a page's address is the app's to answer.
    if (options.fallback === undefined || extname(path) !== "") return undefined
    const index = join(options.folder, options.fallback)
    const fallback = await read(index)
    return fallback === undefined ? undefined : { file: index, stored: fallback }
  }

  const send = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    file: string,
    stored: Stored,
  ) => {
    const type = types[extname(file)] ?? "application/octet-stream"
    const encoding = compressible.test(type) ? encodingFor(String(request.headers["accept-encoding"] ?? "")) : undefined
    const headers: OutgoingHttpHeaders = {
      ...baseHeaders,
      "content-type": type,
      "cache-control": options.immutable?.test(path) ? "public, max-age=31536000, immutable" : "no-cache",
      etag: stored.etag,
      vary: "accept-encoding",
      "content-security-policy": options.contentSecurityPolicy,
      "x-frame-options": "DENY",
      ...(encoding === undefined ? {} : { "content-encoding": encoding }),
    }
    if (request.headers["if-none-match"] === stored.etag) return void response.writeHead(304, headers).end()
    if (encoding !== undefined && !stored.encoded.has(encoding))
      stored.encoded.set(encoding, compressors[encoding](stored.body))
    const body = (await stored.encoded.get(encoding ?? "")) ?? stored.body
    response
      .writeHead(200, { ...headers, "content-length": body.length })
      .end(request.method === "HEAD" ? undefined : body)
  }

  return async (request: IncomingMessage, response: ServerResponse, path: string, traceId: string): Promise<void> => {
    if (request.method !== "GET" && request.method !== "HEAD")
      return problem(response, traceId, problems.methodNotAllowed)
    const found = await find(path)
    if (found === undefined) return problem(response, traceId, problems.notFound)
    await send(request, response, path, found.file, found.stored)
  }
}
