import { StytchEventReceived } from "@tango/contracts/events/ProviderEvents"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { type ServiceUnderTest, startService } from "@tango/testing/ServiceUnderTest"
import { B2BClient } from "stytch"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { layerReactions } from "../src/reactions/LayerReactions.ts"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { projectId, secret, startStytchUnderTest, type StytchUnderTest } from "./StytchUnderTest.ts"

let stytch: StytchUnderTest
let service: ServiceUnderTest
let consumer: ConsumerUnderTest
let dashboard: B2BClient
let events = 0

beforeAll(async () => {
  stytch = await startStytchUnderTest()
  service = await startService({ service: "identity", routes: layerRoutes, migrations, env: stytch.env })
  consumer = startConsumer({ reactions, layer: layerReactions, env: service.env })
  dashboard = new B2BClient({ project_id: projectId, secret, env: stytch.url })
})
afterAll(async () => {
  await consumer.close()
  await service.close()
  await stytch.close()
})

const received = (
  providerType: string,
  objectId: string,
  parentId: string | null,
  providerEventId = `event-${events++}`,
) => busMessage(StytchEventReceived, { data: { providerEventId, providerType, objectId, parentId } })

const newOrganization = async (slug: string) => {
  const { organization } = await dashboard.organizations.create({
    organization_name: slug,
    organization_slug: slug,
    email_invites: "ALL_ALLOWED",
  })
  const { member } = await dashboard.organizations.members.create({
    organization_id: organization.organization_id,
    email_address: `ada@${slug}.example`,
    name: "Ada",
    roles: ["stytch_admin"],
  })
  return { organizationId: organization.organization_id, memberId: member.member_id }
}

const member = async (memberId: string) =>
  (await service.rows("select status, role, name, version from members where member_id = $1", [memberId]))[0]

const announced = async (organizationId: string) =>
  (
    await service.rows("select type from outbox where organization_id = $1 order by created_at, sequence", [
      organizationId,
    ])
  ).map((row) => row["type"])

describe("what Stytch tells of", () => {
  it("arrives in the read model and is announced once, for every order of events and with each twice", async () => {
    const { memberId, organizationId } = await newOrganization("orders")
    await dashboard.organizations.members.update({
      organization_id: organizationId,
      member_id: memberId,
      name: "Ada Lovelace",
    })
    const messages = [
      received("direct.organization.create", organizationId, null),
      received("direct.member.create", memberId, organizationId),
      received("direct.member.update", memberId, organizationId),
    ]
    assert.deepEqual(await consumer.deliver(...[...messages].reverse(), ...messages), [])
    assert.deepInclude(await member(memberId), { status: "active", role: "admin", name: "Ada Lovelace" })
    assert.sameMembers(
      [...(await announced(organizationId))],
      ["identity.organization.created.v1", "identity.member.joined.v1"],
    )
  })

  it("never undoes a removal: an older update finds the member gone", async () => {
    const { memberId, organizationId } = await newOrganization("removals")
    await consumer.deliver(received("direct.member.create", memberId, organizationId))
    await dashboard.organizations.members.delete({ organization_id: organizationId, member_id: memberId })
    assert.deepEqual(await consumer.deliver(received("direct.member.delete", memberId, null)), [])
    assert.include(await member(memberId), { status: "deactivated" })
    await consumer.deliver(received("direct.member.update", memberId, organizationId))
    assert.include(await member(memberId), { status: "deactivated" })
    assert.equal(
      (await announced(organizationId)).filter((type) => type === "identity.member.deactivated.v1").length,
      1,
    )
  })

  it("says when a role changes, with the role before", async () => {
    const { memberId, organizationId } = await newOrganization("roles")
    await consumer.deliver(received("direct.member.create", memberId, organizationId))
    await dashboard.organizations.members.update({
      organization_id: organizationId,
      member_id: memberId,
      roles: ["member"],
    })
    await consumer.deliver(received("dashboard.member.update", memberId, organizationId))
    const [row] = await service.rows(
      "select detail->'data' as data from outbox where type = 'identity.member.role-changed.v1'",
    )
    assert.include(row?.["data"], { memberId, role: "member", previousRole: "admin" })
  })

  it("comes again when Stytch does not answer, and is acknowledged when it names nobody of ours", async () => {
    const { memberId, organizationId } = await newOrganization("outages")
    const fault = { path: `/v1/b2b/organizations/members/dangerously_get/${memberId}`, status: 500, times: 3 }
    await fetch(`${stytch.url}/_emulator/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fault),
    })
    const message = received("direct.member.create", memberId, organizationId)
    assert.deepEqual(await consumer.deliver(message), [0])
    assert.deepEqual(await consumer.deliver(message), [])
    assert.include(await member(memberId), { status: "active" })
    assert.deepEqual(
      await consumer.deliver(
        received("direct.member.delete", "member-test-unknown", null),
        received("direct.oidc_connection.create", "x", null),
      ),
      [],
    )
  })
})

describe("the end of an organization", () => {
  it("is announced once, takes everybody along, and nothing brings it back", async () => {
    const { memberId, organizationId } = await newOrganization("ended")
    await consumer.deliver(received("direct.member.create", memberId, organizationId))
    await dashboard.organizations.delete({ organization_id: organizationId })
    const messages = [
      received("direct.organization.delete", organizationId, null),
      received("direct.member.delete", memberId, null),
      received("direct.organization.update", organizationId, null),
      received("direct.member.update", memberId, organizationId),
    ]
    assert.deepEqual(await consumer.deliver(...messages), [])
    assert.include(await member(memberId), { status: "deactivated" })
    const types = await announced(organizationId)
    assert.lengthOf(
      types.filter((type) => type === "identity.organization.deleted.v1"),
      1,
    )
    assert.notInclude(types, "identity.organization.updated.v1")
  })
})

describe("our own request and Stytch's webhook about the same thing", () => {
  it("can meet at the same moment without waiting for each other for ever, and announce it once", async () => {
    const sessions = "/api/identity/session"
    const post = (path: string, body: unknown) => service.request("POST", path, { body })
    for (let round = 0; round < 15; round++) {
      const email = `ada@race-${round}.example`
      await post(`${sessions}/magic-link`, { email })
      const opened = await post(`${sessions}/authenticate`, { ...stytch.link(email), transport: "body" })
      const intermediateSessionToken = Reflect.get(Reflect.get(opened.body ?? {}, "choice"), "intermediateSessionToken")
      const created = await post(`${sessions}/organizations`, {
        name: `Race ${round}`,
        transport: "body",
        intermediateSessionToken,
      })
      const { member: ada, organization } = Object(created.body)
      await dashboard.magicLinks.email.invite({
        organization_id: organization.organizationId,
        email_address: `grace@race-${round}.example`,
        invite_redirect_url: "http://localhost:8080/authenticate",
      })
      const [accepted, again] = await Promise.all([
        post(`${sessions}/authenticate`, { ...stytch.link(`grace@race-${round}.example`), transport: "body" }),
        consumer.deliver(
          received("direct.member.update", ada.memberId, organization.organizationId),
          received("direct.organization.update", organization.organizationId, null),
        ),
      ])
      assert.equal(accepted.status, 200)
      assert.deepEqual(again, [])
      const types = await announced(organization.organizationId)
      assert.equal(types.filter((type) => type === "identity.organization.created.v1").length, 1)
      assert.equal(types.filter((type) => type === "identity.member.joined.v1").length, 2)
    }
  })
})
