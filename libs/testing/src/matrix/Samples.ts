import { isStorableJson } from "@tango/tenancy/StorableText"
import { Arbitrary, Effect, Schema } from "effect"
import type { HttpApiEndpoint } from "effect/http-api"

/** A request that an endpoint's schemas accept; `ids` are used for the parameters of their names. */
export interface Sample {
  readonly path: string
  readonly body: unknown
}

/** Up to `count` different encoded values that a schema accepts; fewer, or none, where chance does not find them. */
export const samplesOf = async (schema: Schema.Top, seed: number, count: number): Promise<ReadonlyArray<unknown>> => {
  const codec = schema as unknown as Schema.Codec<unknown, unknown>
  const encode = Schema.encodeUnknownSync(codec)
  const generate = Arbitrary.schema(codec)
  const found: Array<unknown> = []
  for (let number = 0; number < count; number++) {
    const sample = Arbitrary.sampleEffect(generate, { count: 1, seed: seed + number, size: 2 + number })
    const result = await Effect.runPromise(Effect.result(sample))
    if (result._tag === "Success") found.push(...result.success.map((value) => encode(value)))
  }
  return found
}

/** What cannot be stored is refused before anybody looks at who asks. */
const isTakenUp = (value: unknown): boolean => isStorableJson(JSON.stringify(value) ?? "")

const sampleOf = async (schema: Schema.Top): Promise<unknown> => {
  const codec = schema as unknown as Schema.Codec<unknown, unknown>
  const sample = Arbitrary.sampleEffect(Arbitrary.schema(codec), { count: 12, seed: 7, size: 4 })
  const values = (await Effect.runPromise(sample)).map((value) => Schema.encodeUnknownSync(codec)(value))
  return values.find(isTakenUp) ?? values[0]
}

/** Bodies that nobody would find by chance, by path. */
export const written: Readonly<Record<string, unknown>> = {
  "/api/projects/projects/:projectId/attachments": { name: "notes.txt", contentType: "text/plain", size: 1 },
  "/api/notifications/preferences/settings": { timeZone: "Europe/Berlin", quietHours: null, digestHour: 8 },
}

const bodyOf = async (endpoint: HttpApiEndpoint.Top): Promise<unknown> => {
  const [schema] = [...endpoint.payload.values()].flatMap(({ schemas }) => [...schemas])
  // What a GET calls its payload is the query.
  return schema === undefined || endpoint.method === "GET" ? undefined : (written[endpoint.path] ?? sampleOf(schema))
}

const required = (schema: Schema.Top | undefined): Promise<Record<string, unknown>> =>
  schema === undefined ? Promise.resolve({}) : (sampleOf(schema) as Promise<Record<string, unknown>>)

export const sampleRequest = async (
  endpoint: HttpApiEndpoint.Top,
  ids: ReadonlyMap<string, string> = new Map(),
): Promise<Sample> => {
  const params = await required(endpoint.params)
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(ids.get(name) ?? String(params[name])),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(await required(endpoint.query))) {
    // A made-up cursor is nobody's, and a page size says nothing about rights.
    if (name !== "cursor" && name !== "limit" && value !== undefined) query.set(name, String(value))
  }
  return { path: query.size === 0 ? path : `${path}?${query.toString()}`, body: await bodyOf(endpoint) }
}

/** Ids in an answer by the names that path parameters have for them. */
export const idsIn = (body: unknown, names: ReadonlySet<string>, into: Map<string, string>): void => {
  if (typeof body !== "object" || body === null) return
  for (const [name, value] of Object.entries(body)) {
    if (names.has(name) && typeof value === "string") into.set(name, value)
    else idsIn(value, names, into)
  }
}
