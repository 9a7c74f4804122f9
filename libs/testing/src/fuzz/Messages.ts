import { catalogue } from "@tango/contracts/events/Catalogue"
import { OrganizationDeleted } from "@tango/contracts/events/IdentityEvents"
import { consumerRoutes, type ServiceName } from "@tango/contracts/Topology"
import { busEvent } from "../BusEvent.ts"
import { samplesOf } from "../matrix/Samples.ts"
import { brokenBytes, brokenJson } from "./Hostile.ts"
import type { Random } from "./Random.ts"

/** What stands in a consumer's queue. */
export interface Message {
  readonly service: ServiceName
  readonly functionName: string
  readonly body: string
}

const byType = new Map<string, (typeof catalogue)[number]>(catalogue.map((event) => [event.type, event]))

const samples = async (type: string, seed: number): Promise<ReadonlyArray<unknown>> => {
  const event = byType.get(type)
  return event === undefined ? [] : [event.example, ...(await samplesOf(event.data, seed, 8))]
}

// What SQS takes: no other character and no larger body ever stands in a queue.
const deliverable = (body: string): string =>
  body
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?")
    .slice(0, 250_000)

/** Ids in the data are replaced by those that exist, where there are some of that name. */
const known = (random: Random, data: unknown, ids: ReadonlyMap<string, ReadonlyArray<string>>): unknown => {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data
  const replaced = Object.entries(data).map(([name, value]) => {
    const candidates = typeof value === "string" ? (ids.get(name) ?? []) : []
    return [name, candidates.length > 0 && random.chance(0.6) ? random.pick(candidates) : value] as const
  })
  return Object.fromEntries(replaced)
}

/** Makes messages for the queues of all consumers: events as their contracts have them, and broken ones. */
export const messageGenerator = async (seed: number) => {
  const kinds = await Promise.all(
    consumerRoutes.flatMap(({ consumer, detailTypes, functionName }) =>
      detailTypes.map(async (type) => ({ consumer, functionName, type, samples: await samples(type, seed) })),
    ),
  )
  return (random: Random, exist: ReadonlyMap<string, ReadonlyArray<string>>): Message => {
    const { consumer, functionName, samples, type } = random.pick(kinds)
    const provider = type.includes(".event.received.")
    // An organization that is deleted does not come back, and others of the run go on in theirs.
    const ids = type === OrganizationDeleted.type ? new Map<string, ReadonlyArray<string>>() : exist
    const organization =
      provider || random.chance(0.05) ? undefined : random.pick(ids.get("organizationId") ?? ["none"])
    const source = byType.get(type)?.source ?? "tango.none"
    const event = busEvent(
      { type, source },
      { data: known(random, random.pick(samples), ids), organizationId: organization, sequence: random.int(20) },
    )
    const json = JSON.stringify(event)
    const body = random.chance(0.5)
      ? json
      : random.chance(0.8)
        ? brokenJson(random, event)
        : brokenBytes(random, json).toString("utf8")
    return { service: consumer, functionName, body: deliverable(body) }
  }
}
