import { MemberJoined, OrganizationCreated } from "@tango/contracts/events/IdentityEvents"
import { busMessage, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { startService } from "@tango/testing/ServiceUnderTest"
import { randomUUID } from "node:crypto"
import { assert } from "vitest"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { layerReacting } from "../src/Services.ts"

export type Role = "admin" | "member" | "viewer"
const stytch: Record<Role, Array<string>> = {
  admin: ["stytch_member", "stytch_admin"],
  member: ["stytch_member", "member"],
  viewer: ["stytch_member"],
}
const people: Readonly<Record<string, Role>> = {
  ada: "member",
  grace: "member",
  luigi: "viewer",
  charles: "admin",
}
const operatorKey = "operator-key-for-tests-only"

export const member = (organizationId: string, memberId: string, role: Role) => ({
  ...MemberJoined.example,
  organizationId,
  memberId,
  role,
})

/** The service and its consumer on one database, with organizations of four people: Ada, Grace, Luigi (viewer), Charles (admin). */
export const start = async () => {
  const service = await startService({
    service: "entitlements",
    routes: layerRoutes,
    migrations,
    env: { OPERATOR_KEYS: JSON.stringify({ mary: operatorKey }) },
  })
  const consumer = startConsumer({ reactions, layer: layerReacting, env: service.env })
  const tell = async (...bodies: ReadonlyArray<string>) => assert.deepEqual(await consumer.deliver(...bodies), [])
  const organization = async () => {
    const id = `org-${randomUUID()}`
    await tell(
      busMessage(OrganizationCreated, {
        organizationId: id,
        data: { ...OrganizationCreated.example, organizationId: id },
      }),
      ...Object.entries(people).map(([name, role]) =>
        busMessage(MemberJoined, { organizationId: id, data: member(id, name, role) }),
      ),
    )
    const as = (memberId: string) => async (method: string, path: string, body?: unknown) =>
      service.request(method, `/api/entitlements${path}`, {
        token: await service.token({ organizationId: id, memberId, roles: stytch[people[memberId] ?? "viewer"] }),
        ...(body === undefined ? {} : { body }),
      })
    const operator = (method: string, path: string, body?: unknown) =>
      service.request(method, `/api/entitlements/operator/organizations/${id}${path}`, {
        token: operatorKey,
        ...(body === undefined ? {} : { body }),
      })
    return { id, ada: as("ada"), grace: as("grace"), luigi: as("luigi"), charles: as("charles"), operator }
  }
  const close = async () => {
    await consumer.close()
    await service.close()
  }
  /** The data of the organization's events of a type, in the order in which they were written. */
  const told = async (organizationId: string, type: string) =>
    (
      await service.rows(
        "select detail->'data' as data from outbox where organization_id = $1 and type = $2 order by created_at, id",
        [organizationId, type],
      )
    ).map((row) => row["data"] as Record<string, unknown>)
  return { service, consumer, tell, organization, told, close }
}
export type Stack = Awaited<ReturnType<typeof start>>

export const codeOf = (answer: { body: unknown }) => Reflect.get(answer.body ?? {}, "code")
