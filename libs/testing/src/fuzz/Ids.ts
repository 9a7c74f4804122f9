import type { Endpoint } from "../matrix/Endpoints.ts"
import { idsIn, sampleRequest } from "../matrix/Samples.ts"
import type { World } from "../world/World.ts"
import type { Founder } from "./Fixture.ts"
import type { Caller } from "./Requests.ts"
import { send } from "./Wire.ts"

/** What a new organization's founder can make and see, one after the other, so that the same seed finds the same. */
export const findIds = async (
  world: World,
  endpoints: ReadonlyArray<Endpoint>,
  founder: Founder,
): Promise<Caller["ids"]> => {
  const names = new Set(
    endpoints.flatMap(({ definition }) => [...definition.path.matchAll(/:(\w+)/gu)].map(([, name]) => name ?? "")),
  )
  const ids = new Map<string, ReadonlyArray<string>>([
    ["organizationId", [founder.organizationId]],
    ["memberId", [founder.memberId]],
  ])
  for (const { definition, rule, service } of endpoints) {
    if (rule._tag !== "Guarded" || definition.path.includes(":") || definition.method === "DELETE") continue
    const { body, path } = await sampleRequest(definition)
    const headers = { authorization: `Bearer ${founder.jwt}`, "content-type": "application/json" }
    const bytes = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }
    const answer = await send(world.url(service), { method: definition.method, path, headers, ...bytes })
    if (answer === undefined || answer.status >= 300 || !answer.text.startsWith("{")) continue
    const found = new Map<string, string>()
    idsIn(JSON.parse(answer.text), names, found)
    for (const [name, id] of found) ids.set(name, [...new Set([...(ids.get(name) ?? []), id])])
  }
  return ids
}
