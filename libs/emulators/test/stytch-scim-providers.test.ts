import { expect, test } from "vitest"
import { connectScim, enterprise, groupSchema, patch, patchOp, userSchema } from "./scimClient.ts"
import { project, refusal } from "./stytchProject.ts"

const organization = async (provider: string) => {
  const running = await project()
  const { organization: created } = await running.signUp("founder@acme.test", "Acme")
  const { organization_id } = created
  const connection = await connectScim(running.client, organization_id, provider)
  const member = async (member_id: string) =>
    (await running.client.organizations.members.dangerouslyGet({ member_id, include_deleted: true })).member
  return { ...running, organization_id, ...connection, member }
}

test("Okta provisions, updates, groups, deactivates and reactivates a person", async () => {
  const { client, scim, organization_id, member, connection_id, discover } = await organization("okta")
  const lookUp = await scim("GET", '/Users?filter=userName%20eq%20"lin%40acme.test"&startIndex=1&count=100')
  expect(lookUp.body).toMatchObject({ totalResults: 0, Resources: [] })
  const { body: lin } = await scim("POST", "/Users", {
    schemas: [userSchema],
    userName: "lin@acme.test",
    name: { givenName: "Lin", familyName: "Chen" },
    emails: [{ primary: true, value: "lin@acme.test", type: "work" }],
    displayName: "Lin Chen",
    locale: "en-US",
    externalId: "00u1",
    groups: [],
    password: "1mz050nq",
    active: true,
  })
  expect(await member(lin.id)).toMatchObject({
    status: "active",
    name: "Lin Chen",
    email_address: "lin@acme.test",
    scim_registration: {
      connection_id,
      external_id: "00u1",
      scim_attributes: { user_name: "lin@acme.test", name: { given_name: "Lin" }, locale: "en-US", active: true },
    },
  })
  await scim("PUT", `/Users/${lin.id}`, { ...lin, displayName: "Lin Chen-Ruiz", name: { givenName: "Lin" } })
  expect(await member(lin.id)).toMatchObject({ name: "Lin Chen-Ruiz" })
  const { body: group } = await scim("POST", "/Groups", { schemas: [groupSchema], displayName: "Readers", members: [] })
  await client.scim.connection.update({
    organization_id,
    connection_id,
    scim_group_implicit_role_assignments: [{ role_id: "viewer", group_id: group.id, group_name: "Readers" }],
  })
  await scim(
    "PATCH",
    `/Groups/${group.id}`,
    patch(
      { op: "remove", path: "members" },
      { op: "add", path: "members", value: [{ value: lin.id, display: "lin@acme.test" }] },
      { op: "replace", value: { id: group.id, displayName: "All readers" } },
    ),
  )
  expect((await scim("GET", `/Groups/${group.id}`)).body).toMatchObject({
    displayName: "All readers",
    members: [{ value: lin.id }],
  })
  await client.organizations.members.update({ organization_id, member_id: lin.id, roles: ["member"] })
  const roles = async () => (await member(lin.id)).roles.map(({ role_id }) => role_id)
  expect(await roles()).toEqual(["stytch_member", "member", "viewer"])
  const { intermediate_session_token } = await discover("lin@acme.test")
  const { session_token } = await client.discovery.intermediateSessions.exchange({
    intermediate_session_token,
    organization_id,
  })
  const off = await scim("PATCH", `/Users/${lin.id}`, patch({ op: "replace", value: { active: false } }))
  expect(off.body).toMatchObject({ active: false })
  expect(await member(lin.id)).toMatchObject({ status: "deleted", roles: [] })
  expect(await refusal(client.sessions.authenticate({ session_token }))).toBe("404 session_not_found")
  const on = await scim("PATCH", `/Users/${lin.id}`, patch({ op: "replace", value: { active: true } }))
  expect(on.body).toMatchObject({ active: true })
  expect(await member(lin.id)).toMatchObject({ status: "active" })
  expect(await roles()).toEqual(["stytch_member", "viewer"])
})

test("Entra ID provisions by its own spellings, and moves people in and out of groups one by one", async () => {
  const { scim, member } = await organization("microsoft-entra")
  expect((await scim("GET", '/Users?filter=externalId eq "0a21"')).body.totalResults).toBe(0)
  const { status, body: kim } = await scim("POST", "/Users", {
    schemas: [userSchema, enterprise],
    externalId: "0a21",
    userName: "kim@acme.test",
    active: "True",
    emails: [{ primary: true, type: "work", value: "kim@acme.test" }],
    meta: { resourceType: "User" },
    name: { formatted: "Kim Gold", familyName: "Gold", givenName: "Kim" },
    [enterprise]: { employeeNumber: 701984, manager: "26118915" },
  })
  expect(status).toBe(201)
  expect(kim).toMatchObject({ [enterprise]: { employeeNumber: "701984", manager: { value: "26118915" } } })
  const update = (...operations: ReadonlyArray<object>) => scim("PATCH", `/Users/${kim.id}`, patch(...operations))
  const { body: changed } = await update(
    { op: "Replace", path: 'emails[type eq "work"].value', value: "kim.gold@acme.test" },
    { op: "Add", path: 'phoneNumbers[type eq "mobile"].value', value: "+15550100" },
    { op: "Add", path: `${enterprise}:department`, value: "Sales" },
    { op: "Replace", value: { "name.givenName": "Kimberly", displayName: "Kimberly Gold" } },
  )
  expect(changed).toMatchObject({
    name: { givenName: "Kimberly", familyName: "Gold" },
    phoneNumbers: [{ type: "mobile", value: "+15550100" }],
    [enterprise]: { department: "Sales" },
  })
  expect(await member(kim.id)).toMatchObject({
    email_address: "kim.gold@acme.test",
    name: "Kimberly Gold",
    retired_email_addresses: [{ email_address: "kim@acme.test" }],
    scim_registration: {
      scim_attributes: { enterprise_extension: { department: "Sales", employee_number: "701984" } },
    },
  })
  const { body: group } = await scim("POST", "/Groups", {
    schemas: [groupSchema],
    externalId: "8aa1",
    displayName: "Sales",
  })
  const move = (op: string) =>
    scim("PATCH", `/Groups/${group.id}`, {
      schemas: [patchOp],
      Operations: [{ op, path: "members", value: [{ $ref: null, value: kim.id }] }],
    })
  await move("Add")
  const inside = await scim(
    "GET",
    `/Groups?filter=${encodeURIComponent(`id eq "${group.id}" and members eq "${kim.id}"`)}`,
  )
  expect(inside.body.totalResults).toBe(1)
  expect((await scim("GET", `/Groups/${group.id}?excludedAttributes=members`)).body).not.toHaveProperty("members")
  expect((await scim("GET", `/Users/${kim.id}`)).body).toMatchObject({
    groups: [{ value: group.id, display: "Sales" }],
  })
  await move("Remove")
  expect((await scim("GET", `/Groups/${group.id}`)).body).not.toHaveProperty("members")
  await update({ op: "Replace", path: "active", value: "False" })
  expect(await member(kim.id)).toMatchObject({ status: "deleted" })
  expect((await scim("DELETE", `/Users/${kim.id}`)).status).toBe(204)
  expect(await member(kim.id)).not.toHaveProperty("scim_registration")
})

test("somebody who is a member already is taken over, with the roles given by name", async () => {
  const { client, scim, organization_id, member } = await organization("okta")
  const { member: founder } = await client.organizations.members.get({
    organization_id,
    email_address: "founder@acme.test",
  })
  const { body } = await scim("POST", "/Users", { userName: "founder@acme.test", displayName: "The founder" })
  expect(body.id).toBe(founder.member_id)
  expect(await member(body.id)).toMatchObject({ name: "The founder", is_admin: true, status: "active" })
})
