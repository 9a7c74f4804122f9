import { MemberJoined, OrganizationCreated } from "@tango/contracts/events/IdentityEvents"
import { consumerRoutes } from "@tango/contracts/Topology"
import { randomUUID } from "node:crypto"
import type { World } from "../world/World.ts"
import { busEvent } from "../BusEvent.ts"

/** Somebody who has founded an organization that every service has heard of. */
export interface Founder {
  readonly email: string
  readonly jwt: string
  readonly sessionToken: string
  readonly organizationId: string
  readonly memberId: string
}

const post = async (origin: string, path: string, body: object): Promise<Readonly<Record<string, unknown>>> => {
  const response = await fetch(`${origin}/api/identity/session/${path}`, {
    method: "POST",
    // Each from an address of its own, so that nobody uses up what others may try.
    headers: { "content-type": "application/json", "x-forwarded-for": randomUUID() },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
  return text === "" ? {} : JSON.parse(text)
}

const at = (value: unknown, ...path: ReadonlyArray<string>): string =>
  String(path.reduce<unknown>((part, key) => Reflect.get(Object(part), key), value))

const tellEverybody = async (world: World, founder: Founder, name: string) => {
  const { email, memberId, organizationId } = founder
  const organization = { organizationId, name, slug: name, region: "us-east-1" }
  const member = {
    memberId,
    organizationId,
    organizationName: name,
    email,
    name: "Ada",
    role: "admin",
    region: "us-east-1",
  }
  const events = [
    busEvent(OrganizationCreated, { data: organization, organizationId }),
    busEvent(MemberJoined, { data: { ...MemberJoined.example, ...member }, organizationId }),
  ]
  await Promise.all(
    consumerRoutes.map(async ({ detailTypes, functionName }) => {
      const heard = events.filter((event) => detailTypes.includes(event["detail-type"]))
      const Records = heard.map((event) => ({ messageId: event.id, body: JSON.stringify(event) }))
      if (heard.length > 0) await world.invoke(functionName, { Records })
    }),
  )
}

/** Signs up with a link from the mail and founds an organization; `name` is letters, digits and hyphens. */
export const signUp = async (world: World, name: string): Promise<Founder> => {
  const origin = world.url("identity")
  const email = `founder-${randomUUID()}@example.com`
  await post(origin, "magic-link", { email })
  const opened = await post(origin, "authenticate", { ...world.providers.link(email), transport: "body" })
  const intermediateSessionToken = at(opened, "choice", "intermediateSessionToken")
  const body = await post(origin, "organizations", { name, transport: "body", intermediateSessionToken })
  const founder: Founder = {
    email,
    jwt: at(body, "sessionJwt"),
    sessionToken: at(body, "sessionToken"),
    organizationId: at(body, "organization", "organizationId"),
    memberId: at(body, "member", "memberId"),
  }
  await tellEverybody(world, founder, name)
  return founder
}
