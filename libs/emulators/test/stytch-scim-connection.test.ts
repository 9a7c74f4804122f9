import { expect, test } from "vitest"
import { connectScim, patch, scimClient } from "./scimClient.ts"
import { project, receiver, refusal, temporaryFile, webhookSecret } from "./stytchProject.ts"

const withOrganization = async (options: Parameters<typeof project>[0] = {}) => {
  const running = await project(options)
  const { organization } = await running.client.organizations.create({ organization_name: "Acme" })
  return { ...running, organization_id: organization.organization_id }
}

const users = async (base: string, token: string) => (await scimClient(base, token)("GET", "/Users")).status

test("an organization has one connection, whose token is shown once and named by its last four", async () => {
  const { client, url, organization_id } = await withOrganization()
  expect(await refusal(client.scim.connection.get({ organization_id }))).toBe("404 no_active_scim_connection")
  expect(await refusal(client.scim.connection.create({ organization_id, identity_provider: "acme" }))).toBe(
    "400 invalid_scim_idp",
  )
  const { connection_id, base_url, bearer_token } = await connectScim(client, organization_id, "okta")
  expect(base_url).toBe(`${url}/v1/b2b/scim/${connection_id}`)
  const shown = await client.scim.connection.get({ organization_id })
  expect(JSON.stringify(shown)).not.toContain(bearer_token)
  expect(shown.connection).toMatchObject({ status: "active", identity_provider: "okta", base_url })
  const { organization } = await client.organizations.get({ organization_id })
  expect(organization.scim_active_connection).toMatchObject({
    connection_id,
    bearer_token_last_four: bearer_token.slice(-4),
  })
  expect(await refusal(client.scim.connection.create({ organization_id }))).toBe("400 active_scim_connection_exists")
  const { connection } = await client.scim.connection.update({
    organization_id,
    connection_id,
    display_name: "Our Okta",
  })
  expect(connection).toMatchObject({ display_name: "Our Okta", identity_provider: "okta" })
})

test("during a rotation both tokens work; completing leaves the new one, cancelling the old one", async () => {
  const { client, organization_id } = await withOrganization()
  const { connection_id, base_url, bearer_token: first } = await connectScim(client, organization_id)
  const ids = { organization_id, connection_id }
  const start = async () => (await client.scim.connection.rotateStart(ids)).connection?.next_bearer_token ?? ""
  const cancelled = await start()
  expect([await users(base_url, first), await users(base_url, cancelled)]).toEqual([200, 200])
  await client.scim.connection.rotateCancel(ids)
  expect([await users(base_url, first), await users(base_url, cancelled)]).toEqual([200, 401])
  const second = await start()
  const { connection } = await client.scim.connection.rotateComplete(ids)
  expect(connection).toMatchObject({ bearer_token_last_four: second.slice(-4), next_bearer_token_last_four: "" })
  expect([await users(base_url, first), await users(base_url, second)]).toEqual([401, 200])
  expect(await refusal(client.scim.connection.rotateComplete(ids))).toBe("400 scim_connection_not_rotating_token")
})

test("a token is good for its own connection only, and until it expires; what it did survives a restart", async () => {
  const file = temporaryFile()
  const { client, organization_id, stop } = await withOrganization({ file })
  const { organization: other } = await client.organizations.create({ organization_name: "Other" })
  const mine = await connectScim(client, organization_id)
  const theirs = await connectScim(client, other.organization_id)
  expect(await users(theirs.base_url, mine.bearer_token)).toBe(401)
  const { body } = await mine.scim("POST", "/Users", { userName: "ada@acme.test" })
  expect((await theirs.scim("GET", `/Users/${body.id}`)).status).toBe(404)
  expect(
    (await theirs.scim("POST", "/Groups", { displayName: "All", members: [{ value: body.id }] })).body.scimType,
  ).toBe("invalidValue")
  await stop()
  const again = await project({ file })
  const base = `${again.url}/v1/b2b/scim/${mine.connection_id}`
  expect((await scimClient(base, mine.bearer_token)("GET", `/Users/${body.id}`)).body["userName"]).toBe("ada@acme.test")
  again.clock.advance(11 * 365 * 24 * 3600)
  expect(await users(base, mine.bearer_token)).toBe(401)
})

test("groups of the provider give roles by their id, are paged, and take the roles along when they go", async () => {
  const { client, organization_id } = await withOrganization()
  const { connection_id, scim } = await connectScim(client, organization_id)
  const ids = { organization_id, connection_id }
  const ada = (await scim("POST", "/Users", { userName: "ada@acme.test" })).body.id
  const made = await Promise.all(
    ["Admins", "Readers", "Writers"].map((displayName) => scim("POST", "/Groups", { displayName })),
  )
  const [admins = ""] = made.map(({ body }) => body.id)
  const first = await client.scim.connection.getGroups({ ...ids, limit: 2 })
  expect(first.scim_groups).toHaveLength(2)
  const rest = await client.scim.connection.getGroups({ ...ids, limit: 2, cursor: first.next_cursor ?? "" })
  expect(rest.scim_groups).toEqual([
    { group_id: made[2]?.body.id, group_name: "Writers", organization_id, connection_id },
  ])
  expect(rest.next_cursor).toBeUndefined()
  const assign = (role_id: string, group_id: string) =>
    client.scim.connection.update({
      ...ids,
      scim_group_implicit_role_assignments: [{ role_id, group_id, group_name: "" }],
    })
  expect(await refusal(assign("stytch_admin", "scim-group-test-none"))).toBe(
    "400 scim_group_role_assignment_group_does_not_exist",
  )
  expect(await refusal(assign("king", admins))).toBe("400 invalid_rbac_role_assignment")
  const { connection } = await assign("stytch_admin", admins)
  expect(connection?.scim_group_implicit_role_assignments).toEqual([
    { role_id: "stytch_admin", group_id: admins, group_name: "Admins" },
  ])
  const member = async () => (await client.organizations.members.get({ organization_id, member_id: ada })).member
  expect(await member()).toMatchObject({ is_admin: false })
  await scim("PATCH", `/Groups/${admins}`, patch({ op: "add", path: "members", value: [{ value: ada }] }))
  expect(await member()).toMatchObject({
    is_admin: true,
    roles: [
      { role_id: "stytch_member", sources: [{ type: "direct_assignment" }] },
      {
        role_id: "stytch_admin",
        sources: [{ type: "scim_connection_group", details: { connection_id, group_id: admins } }],
      },
    ],
    scim_registration: { scim_attributes: { groups: [{ value: admins, display: "Admins" }] } },
  })
  await scim("DELETE", `/Groups/${admins}`)
  expect(await member()).toMatchObject({ is_admin: false, scim_registration: { scim_attributes: { groups: [] } } })
  expect((await client.scim.connection.get({ organization_id })).connection).toMatchObject({
    scim_group_implicit_role_assignments: [],
  })
  await client.scim.connection.delete(ids)
  expect(await member()).toMatchObject({ status: "active", roles: [{ role_id: "stytch_member" }] })
  expect(await member()).not.toHaveProperty("scim_registration")
  expect((await scim("GET", "/Users")).status).toBe(404)
})

test("what the provider does is told to the webhooks as SCIM's doing, and noted with what was refused", async () => {
  const hook = await receiver()
  const { client, url, organization_id } = await withOrganization({ webhook: { url: hook.url, secret: webhookSecret } })
  const { connection_id, base_url, scim } = await connectScim(client, organization_id)
  const ada = (await scim("POST", "/Users", { userName: "ada@acme.test" })).body.id
  const group = (await scim("POST", "/Groups", { displayName: "All", members: [{ value: ada }] })).body.id
  await scim("PATCH", `/Users/${ada}`, patch({ op: "replace", value: { active: false } }))
  await scim("PATCH", `/Users/${ada}`, patch({ op: "replace", value: { active: true } }))
  await scim("DELETE", `/Groups/${group}`)
  await scim("POST", "/Users", { userName: "ADA@acme.test" })
  await users(base_url, "wrong")
  const events = (await hook.take(10)).map(({ body }): Record<string, unknown> => JSON.parse(body))
  const named = events
    .map(({ source, object_type, action }) =>
      `${String(source)}.${String(object_type)}.${String(action)}`.toLowerCase(),
    )
    .slice(1)
  expect(named).toEqual([
    "direct.scim_connection.create",
    "direct.organization.update",
    "scim.member.create",
    "scim.member.update",
    "scim.idp_group.create",
    "scim.idp_group.member_add",
    "scim.member.delete",
    "scim.member.update",
    "scim.idp_group.delete",
  ])
  const answer = await fetch(`${url}/_emulator/scim/activity?connection_id=${connection_id}`)
  const { activity }: { activity: ReadonlyArray<Record<string, unknown>> } = Object(await answer.json())
  expect(activity.map(({ action, status }) => `${String(action ?? "-")} ${String(status)}`)).toEqual([
    "user.create 201",
    "group.create 201",
    "user.deactivate 200",
    "user.reactivate 200",
    "group.delete 204",
    "- 409",
    "- 401",
  ])
  expect(activity[0]).toMatchObject({ target_id: ada, target_name: "ada@acme.test", method: "POST", path: "/Users" })
  expect(activity[5]).toMatchObject({ error: expect.stringContaining("exists already") })
})
