import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import type { IncomingHttpHeaders, IncomingMessage } from "node:http"

/** What S3 answers to a request that it does not do. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

const refusal = (status: number, code: string, message: string): Refusal => ({ status, code, message })
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest()
const sha256 = (data: string | Buffer) => createHash("sha256").update(data)

/** Key ids that can sign, and their secrets: those of every machine. */
const secrets: ReadonlyMap<string, string> = new Map([["local", "local"]])

const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/gu, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

const byName = ([left]: readonly [string, string], [right]: readonly [string, string]) =>
  left < right ? -1 : Number(left > right)

/** The text that is signed, as AWS's Signature Version 4 has it for S3: the path is not encoded again. */
const canonical = (method: string, url: URL, headers: IncomingHttpHeaders, signed: ReadonlyArray<string>) => {
  const query = [...url.searchParams]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted(byName)
    .map((pair) => pair.join("="))
    .join("&")
  const lines = signed.map((name) => `${name}:${String(headers[name] ?? "").trim()}\n`).join("")
  return [method, url.pathname, query, lines, signed.join(";"), "UNSIGNED-PAYLOAD"].join("\n")
}

/** 20261122T101500Z */
const timeOf = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u, "$1-$2-$3T$4:$5:$6Z"))

const signatureFault = (request: IncomingMessage, url: URL): Refusal | undefined => {
  const { searchParams: query } = url
  const get = (name: string) => query.get(`X-Amz-${name}`) ?? ""
  const [keyId = "", ...scope] = get("Credential").split("/")
  const secret = secrets.get(keyId)
  if (secret === undefined) return refusal(403, "InvalidAccessKeyId", "There is no such key.")
  // The machine's time, whatever time the emulators have: so do those who sign.
  if (!(timeOf(get("Date")) + Number(get("Expires")) * 1000 > Date.now()))
    return refusal(403, "AccessDenied", "Request has expired")
  const [day = "", region = "", service = "", end = ""] = scope
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), end)
  const request256 = sha256(
    canonical(request.method ?? "GET", url, request.headers, get("SignedHeaders").split(";")),
  ).digest("hex")
  const expected = hmac(key, ["AWS4-HMAC-SHA256", get("Date"), scope.join("/"), request256].join("\n"))
  const given = Buffer.from(get("Signature"), "hex")
  return given.length === expected.length && timingSafeEqual(given, expected)
    ? undefined
    : refusal(403, "SignatureDoesNotMatch", "The signature is not that of this request.")
}

/**
 * What the library behind does not look at and S3 does: whether a presigned address is still good, and for this request with these
 * headers, its length among them where it was signed; and whether the body is the one that its checksum says.
 */
export const refusalOf = (request: IncomingMessage, body: Buffer): Refusal | undefined => {
  const url = new URL(request.url ?? "/", "http://s3")
  if (url.searchParams.has("X-Amz-Signature")) {
    const fault = signatureFault(request, url)
    if (fault !== undefined) return fault
  }
  const checksum = request.headers["x-amz-checksum-sha256"]
  return request.method === "PUT" && checksum !== undefined && checksum !== sha256(body).digest("base64")
    ? refusal(400, "BadDigest", "The x-amz-checksum-sha256 you specified is not that of what was received.")
    : undefined
}
