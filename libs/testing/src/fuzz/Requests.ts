import type { Schema } from "effect"
import type { Endpoint } from "../matrix/Endpoints.ts"
import { samplesOf, written } from "../matrix/Samples.ts"
import { brokenBytes, brokenJson, hostileTexts } from "./Hostile.ts"
import type { Random } from "./Random.ts"
import type { WireRequest } from "./Wire.ts"

const samplesEach = 12

const samples = (schema: Schema.Top | undefined, seed: number): Promise<ReadonlyArray<unknown>> =>
  schema === undefined ? Promise.resolve([]) : samplesOf(schema, seed, samplesEach)

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {}

/** Makes requests to one endpoint: such as its schemas accept, and broken ones. */
export type Generator = (random: Random, who: Caller) => WireRequest

/** Who asks, and what there is to ask about. */
export interface Caller {
  readonly token: string | undefined
  /** Ids that exist, by the names that paths have for them. */
  readonly ids: ReadonlyMap<string, ReadonlyArray<string>>
}

/** As a part of a path or a query; half a character as the bytes that some would write for it. */
const encoded = (text: string): string => (text.isWellFormed() ? encodeURIComponent(text) : "%ed%a0%80")

const hostilePaths: ReadonlyArray<string> = ["%00", "%ff%fe", "%ed%a0%80", "%2e%2e%2f", "%", "%zz", "%u0000", ";", "*"]

const hostileHeaders: ReadonlyArray<readonly [string, string]> = [
  ["traceparent", "none"],
  ["traceparent", `00-${"0".repeat(32)}-${"0".repeat(16)}-01`],
  ["tracestate", "x".repeat(600)],
  ["b3", "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1"],
  ["idempotency-key", "k".repeat(256)],
  ["idempotency-key", "\u00ff\u00e9"],
  ["idempotency-key", "again"],
  ["cookie", "tango_session=%00; =; a=b=c; \u00ff"],
  ["cookie", "c=1; ".repeat(500)],
  ["origin", "https://evil.example"],
  ["origin", "null"],
  ["accept", "text/html"],
  ["accept-encoding", "br;q=2, nonsense"],
  ["accept-language", "x".repeat(3_000)],
  ["content-encoding", "gzip"],
  ["expect", "200-maybe"],
  ["x-forwarded-for", "::1, nobody, 999.999.1.1"],
  ["user-agent", "\u00fc".repeat(600)],
  ["last-event-id", "'; select pg_sleep(10)"],
  ["range", "bytes=0-1,5-"],
  ["if-match", '"x"'],
  ["x-http-method-override", "DELETE"],
]

const contentTypes: ReadonlyArray<string> = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "application/json; charset=utf-16",
  "application/json;;;",
  "application/xml",
  "*/*",
  "\u00ff",
]

const otherMethods = ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "GET", "POST", "PROPFIND"]

const pathOf = (random: Random, path: string, params: unknown, { ids }: Caller, share: number) =>
  path.replaceAll(/:(\w+)/gu, (_, name: string) => {
    if (random.chance(share)) {
      return random.chance(0.5) ? random.pick(hostilePaths) : encoded(random.pick(hostileTexts).slice(0, 2_000))
    }
    const known = ids.get(name) ?? []
    const value = known.length > 0 && random.chance(0.7) ? random.pick(known) : asRecord(params)[name]
    return encoded(String(value)) || "x"
  })

const queryOf = (random: Random, query: unknown, share: number) => {
  const parts = Object.entries(asRecord(query)).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          `${name}=${encoded(random.chance(share) ? random.pick(hostileTexts) : typeof value === "string" ? value : JSON.stringify(value))}`,
        ],
  )
  if (random.chance(share)) {
    const names = [...Object.keys(asRecord(query)), "limit", "cursor", "search", "x"]
    parts.push(`${random.pick(names)}=${encoded(random.pick(hostileTexts).slice(0, 4_000))}`)
    if (random.chance(0.3)) parts.push(random.pick(["limit=1&limit=2", "cursor[]=a", "%zz=%", "=", "limit=%ff", "&&&"]))
  }
  return parts.length === 0 ? "" : `?${parts.join("&")}`
}

const bodyOf = (random: Random, payload: unknown, share: number): Pick<WireRequest, "body" | "breaksOff"> => {
  const json = JSON.stringify(payload)
  if (!random.chance(share)) return { body: Buffer.from(json) }
  if (random.chance(0.7)) return { body: Buffer.from(brokenJson(random, payload)) }
  if (random.chance(0.1)) return { body: Buffer.from(json), breaksOff: true }
  return { body: brokenBytes(random, json) }
}

export const generatorOf = async ({ definition }: Endpoint, seed: number): Promise<Generator> => {
  const { headers, method, params, path, query } = definition
  const isQuery = method === "GET"
  const [payloadSchema] = [...definition.payload.values()].flatMap(({ schemas }) => [...schemas])
  const [headerSamples, paramSamples, querySamples, generated] = await Promise.all([
    samples(headers, seed),
    samples(params, seed),
    samples(isQuery ? (query ?? payloadSchema) : query, seed),
    samples(isQuery ? undefined : payloadSchema, seed),
  ])
  const payloads = path in written ? [written[path], ...generated] : generated
  const one = (random: Random, from: ReadonlyArray<unknown>) => (from.length === 0 ? undefined : random.pick(from))
  return (random, who) => {
    // A third is as it should be, so that there is something behind the schemas to fall over.
    const valid = random.chance(0.35)
    const share = valid ? 0 : 0.45
    const payload = one(random, payloads)
    const plain = Object.entries(asRecord(one(random, headerSamples))).filter(
      ([, value]) => typeof value === "string" && /^[\x20-\x7e]*$/u.test(value),
    )
    const body = payload === undefined && !random.chance(share / 4) ? {} : bodyOf(random, payload ?? { a: 1 }, share)
    return {
      method: random.chance(share / 10) ? random.pick(otherMethods) : method,
      path:
        pathOf(random, path, one(random, paramSamples), who, share / 2) +
        queryOf(random, one(random, querySamples), share),
      headers: {
        ...Object.fromEntries(plain.map(([name, value]) => [name, String(value)])),
        ...(who.token === undefined ? {} : { authorization: `Bearer ${who.token}` }),
        ...(body.body === undefined
          ? {}
          : { "content-type": random.chance(share / 6) ? random.pick(contentTypes) : "application/json" }),
        ...(body.body === undefined ? {} : { "content-length": String(body.body.length) }),
        ...(random.chance(share / 2) ? Object.fromEntries([random.pick(hostileHeaders)]) : {}),
      },
      ...body,
    }
  }
}
