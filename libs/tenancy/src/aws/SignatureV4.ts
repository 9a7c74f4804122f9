import { createHash, createHmac } from "node:crypto"
import type { Credentials } from "./Credentials.ts"

/** What is signed for whom; `time` as `20261122T235959Z`. */
export interface Scope {
  readonly credentials: Credentials
  readonly region: string
  readonly service: string
  readonly time: string
}

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest()
const hash = (text: string) => createHash("sha256").update(text).digest("hex")
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

export const timeOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, "")

const credentialScope = ({ region, service, time }: Scope) => `${time.slice(0, 8)}/${region}/${service}/aws4_request`

const signature = (scope: Scope, canonicalRequest: string): string => {
  const text = ["AWS4-HMAC-SHA256", scope.time, credentialScope(scope), hash(canonicalRequest)].join("\n")
  const parts = [scope.time.slice(0, 8), scope.region, scope.service, "aws4_request"]
  const key = parts.reduce<string | Buffer>(hmac, `AWS4${scope.credentials.secretAccessKey}`)
  return hmac(key, text).toString("hex")
}

/** The query string that lets who has it make this GET request for as long as `seconds`. */
export const signedQuery = (
  scope: Scope,
  host: string,
  parameters: Readonly<Record<string, string>>,
  seconds: number,
): string => {
  const { accessKeyId, sessionToken } = scope.credentials
  const query = Object.entries({
    ...parameters,
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${accessKeyId}/${credentialScope(scope)}`,
    "X-Amz-Date": scope.time,
    "X-Amz-Expires": String(seconds),
    ...(sessionToken === undefined ? {} : { "X-Amz-Security-Token": sessionToken }),
    "X-Amz-SignedHeaders": "host",
  })
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join("&")
  const canonical = ["GET", "/", query, `host:${host}`, "", "host", hash("")].join("\n")
  return `${query}&X-Amz-Signature=${signature(scope, canonical)}`
}

/** The headers of a signed POST of JSON to `/`. */
export const signedHeaders = (
  scope: Scope,
  headers: Readonly<Record<string, string>>,
  body: string,
): Record<string, string> => {
  const { accessKeyId, sessionToken } = scope.credentials
  const all: Record<string, string> = {
    ...headers,
    "x-amz-date": scope.time,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  }
  const names = Object.keys(all).sort()
  const lines = names.map((name) => `${name}:${all[name] ?? ""}`)
  const signed = names.join(";")
  const canonical = ["POST", "/", "", ...lines, "", signed, hash(body)].join("\n")
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${credentialScope(scope)}, SignedHeaders=${signed}, Signature=${signature(scope, canonical)}`
  return { ...all, authorization }
}
