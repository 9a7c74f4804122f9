import type { ServiceName } from "@tango/contracts/Topology"
import { serviceNames } from "@tango/contracts/Topology"
import { type Founder, signUp } from "../fuzz/Fixture.ts"
import { findIds } from "../fuzz/Ids.ts"
import { hangUp, send } from "../fuzz/Wire.ts"
import { allEndpoints, type Endpoint } from "../matrix/Endpoints.ts"
import { sampleRequest } from "../matrix/Samples.ts"
import { queryRows } from "../ServiceUnderTest.ts"
import type { World } from "../world/World.ts"
import type { Sabotaged, Tried } from "./Database.ts"
import { forgedMessages } from "./Messages.ts"

type Ids = ReadonlyMap<string, string>

const verbs = ["GET", "POST", "PUT", "PATCH", "DELETE"]

/** An id of the same form that nobody has. */
const nobodys = (id: string): string =>
  id.replaceAll(/[0-9a-f](?=[0-9a-f]{0,5}$)/giu, (digit) => (digit === "0" ? "1" : "0"))

const replaced = (value: unknown, ids: Ids): unknown => {
  if (Array.isArray(value)) return value.map((item) => replaced(item, ids))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      typeof item === "string" ? (ids.get(name) ?? item) : replaced(item, ids),
    ]),
  )
}

/** An answer without what is another each time. */
const gist = (text: string, ids: Ids): string =>
  [...ids.values()]
    .reduce((rest, id) => rest.replaceAll(id, "ID"), text)
    .replaceAll(/"traceId":"[0-9a-f]+"/gu, "")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu, "UUID")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, "TIME")

const fingerprintOf = `select coalesce(md5(string_agg(digest, '' order by digest)), '') as digest from (
  select md5(to_jsonb(t)::text) as digest from %TABLE% t where organization_id = $1) rows`

/** The rows of an organization in all databases, in as many words; an outbox counts its events, which may go out at any time. */
const fingerprint = async (
  world: World,
  postgresUrl: string,
  organizationId: string,
): Promise<Readonly<Record<string, string>>> => {
  const found: Record<string, string> = {}
  for (const service of serviceNames) {
    const url = new URL(postgresUrl)
    url.pathname = `/${world.databases[service].name}`
    const tables = await queryRows(
      url.href,
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
    )
    for (const name of tables.map((row) => String(row["name"]))) {
      const what = name === "outbox" ? "(select organization_id, id, detail from outbox)" : `"${name}"`
      const [row] = await queryRows(url.href, fingerprintOf.replace("%TABLE%", what), [organizationId])
      found[`${service}.${name}`] = String(row?.["digest"])
    }
  }
  return found
}

const changes = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) =>
  Object.keys(after).filter((table) => before[table] !== after[table])

class Trespassing {
  readonly #world: World
  readonly #jwt: string
  readonly #secrets: ReadonlyArray<string>
  readonly leaks: Array<string> = []
  attempts = 0

  constructor(world: World, trespasser: Founder, victim: Founder) {
    this.#world = world
    this.#jwt = trespasser.jwt
    this.#secrets = [victim.organizationId, victim.email, victim.memberId]
  }

  async #send(service: ServiceName, method: string, { definition }: Endpoint, ids: Ids) {
    const { body, path } = await sampleRequest(definition, ids)
    const json = method === "GET" ? undefined : JSON.stringify(replaced(body ?? {}, ids))
    const headers = { authorization: `Bearer ${this.#jwt}`, "content-type": "application/json" }
    const content = json === undefined ? {} : { body: Buffer.from(json) }
    const length = json === undefined ? {} : { "content-length": String(Buffer.byteLength(json)) }
    const named = [...ids.values()].some((id) => path.includes(id) || json?.includes(id) === true)
    const answer = await send(this.#world.url(service), {
      method,
      path,
      headers: { ...headers, ...length },
      ...content,
    })
    return { named, ...(answer ?? { status: 0, headers: {}, text: "" }) }
  }

  /** With what is theirs and with what is nobody's: the answers have to be the same. */
  async trespass(method: string, endpoint: Endpoint, theirs: Ids, noOnes: Ids) {
    this.attempts++
    const name = `${method} ${endpoint.definition.path}`
    const foreign = await this.#send(endpoint.service, method, endpoint, theirs)
    const unknown = await this.#send(endpoint.service, method, endpoint, noOnes)
    const [told, known] = [gist(foreign.text, theirs), gist(unknown.text, noOnes)]
    if (foreign.named && (foreign.status !== unknown.status || told !== known)) {
      this.leaks.push(
        `${name}: ${foreign.status} ${told.slice(0, 300)} for theirs, ${unknown.status} ${known.slice(0, 300)} for nobody's`,
      )
    }
    // What was asked with may be said again; anything else of theirs may not.
    const asked = new Set(theirs.values())
    for (const secret of this.#secrets) {
      if (!asked.has(secret) && foreign.text.includes(secret)) this.leaks.push(`${name} tells ${secret}`)
    }
  }
}

/** Every endpoint and verb with every foreign id, and queues with forged messages, on services that really run. */
export const tryRequests = async (world: World, postgresUrl: string): Promise<Tried & Sabotaged> => {
  const endpoints = (await allEndpoints()).filter(({ rule }) => rule._tag === "Guarded")
  const trespasser = await signUp(world, "trespasser")
  const victim = await signUp(world, "victim")
  const found = await findIds(world, endpoints, victim)
  const theirs = new Map([...found].map(([name, ids]) => [name, ids.at(-1) ?? ""] as const))
  const noOnes = new Map([...theirs].map(([name, id]) => [name, nobodys(id)] as const))
  const before = await fingerprint(world, postgresUrl, victim.organizationId)
  const trespassing = new Trespassing(world, trespasser, victim)
  for (const endpoint of endpoints) {
    const named = endpoint.definition.path.includes(":")
    for (const verb of named ? verbs : [endpoint.definition.method])
      await trespassing.trespass(verb, endpoint, theirs, noOnes)
  }
  const forged = forgedMessages(trespasser, theirs)
  for (const { event, functionName } of forged) {
    await world.invoke(functionName, { Records: [{ messageId: "forged", body: JSON.stringify(event) }] })
  }
  const changed = changes(before, await fingerprint(world, postgresUrl, victim.organizationId))
  // Were nothing to show when the organization itself changes something, it would show nothing of others either.
  await findIds(world, endpoints, victim)
  const blind = changes(before, await fingerprint(world, postgresUrl, victim.organizationId)).length === 0
  hangUp()
  return {
    attempts: trespassing.attempts + forged.length,
    leaks: [...trespassing.leaks, ...changed.map((table) => `Another's rows have changed in ${table}`)],
    policies: 1,
    unnoticed: blind ? ["An organization's own changes do not show"] : [],
  }
}
