import { expect, test } from "vitest"
import { connectScim, enterprise, groupSchema, patch, patchOp, userSchema } from "./scimClient.ts"
import { project } from "./stytchProject.ts"

const provider = async () => {
  const running = await project()
  const { organization } = await running.client.organizations.create({ organization_name: "Acme" })
  const { organization_id } = organization
  return { ...running, organization_id, ...(await connectScim(running.client, organization_id)) }
}

const people = async () => {
  const running = await provider()
  const make = async (userName: string, more: object = {}) =>
    (await running.scim("POST", "/Users", { schemas: [userSchema], userName, ...more })).body.id
  const ada = await make("ada@acme.test", {
    name: { givenName: "Ada", familyName: "Lovelace" },
    title: "Countess",
    emails: [
      { value: "ada@acme.test", type: "work", primary: true },
      { value: "ada@home.test", type: "home" },
    ],
    [enterprise]: { department: "Engines", manager: { value: "26118915", displayName: "Boss" } },
  })
  const bob = await make("bob@acme.test", { displayName: 'Bob "the (Builder)"', active: false })
  const cyd = await make("cyd@acme.test", { title: "Clerk" })
  return { ...running, ada, bob, cyd, ids: { [ada]: "ada", [bob]: "bob", [cyd]: "cyd" } }
}

const found = async ({ scim, ids }: Awaited<ReturnType<typeof people>>, filter: string) => {
  const { body } = await scim("GET", `/Users?filter=${encodeURIComponent(filter)}`)
  return body.scimType ?? body.Resources.map(({ id }) => ids[id]).join(" ")
}

test("the server says what it can, and refuses what it says it cannot", async () => {
  const { scim, base_url } = await provider()
  const { status, type, body } = await scim("GET", "/ServiceProviderConfig")
  expect([status, type]).toEqual([200, "application/scim+json"])
  expect(body).toMatchObject({
    patch: { supported: true },
    bulk: { supported: false },
    filter: { supported: true, maxResults: 1000 },
    sort: { supported: true },
    etag: { supported: false },
    changePassword: { supported: false },
  })
  const { body: types } = await scim("GET", "/ResourceTypes")
  expect(types.Resources).toMatchObject([
    { id: "User", endpoint: "/Users", schema: userSchema, schemaExtensions: [{ schema: enterprise, required: false }] },
    { id: "Group", endpoint: "/Groups", schema: groupSchema },
  ])
  const { body: schema } = await scim("GET", `/Schemas/${userSchema}`)
  expect(schema).toMatchObject({ id: userSchema, meta: { location: `${base_url}/Schemas/${userSchema}` } })
  expect((await scim("GET", "/Schemas")).body.totalResults).toBe(3)
  expect((await scim("GET", "/Schemas?filter=id%20pr")).status).toBe(403)
  expect(await scim("POST", "/Bulk", { Operations: [] })).toMatchObject({
    status: 501,
    type: "application/scim+json",
    body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "501" },
  })
  expect((await scim("GET", "/Me")).status).toBe(501)
  expect(await scim("GET", "/Nothing")).toMatchObject({ status: 404, body: { status: "404" } })
})

test("a user is made, read, replaced and deleted as RFC 7644 has it", async () => {
  const { scim, base_url } = await provider()
  const created = await scim("POST", "/Users", {
    schemas: [userSchema],
    USERNAME: "ada@acme.test",
    externalid: "e1",
    Name: { givenname: "Ada" },
    password: "not kept",
    nonsense: 1,
    id: "mine",
  })
  const { id } = created.body
  expect(created).toMatchObject({ status: 201, location: `${base_url}/Users/${id}` })
  expect(created.body).toEqual({
    schemas: [userSchema],
    id: expect.stringMatching(/^member-test-/),
    userName: "ada@acme.test",
    externalId: "e1",
    name: { givenName: "Ada" },
    active: true,
    meta: {
      resourceType: "User",
      created: expect.any(String),
      lastModified: expect.any(String),
      location: `${base_url}/Users/${id}`,
    },
  })
  expect((await scim("GET", `/Users/${id}`)).body).toEqual(created.body)
  const replaced = await scim("PUT", `/Users/${id}`, { userName: "ada@acme.test", title: "Countess" })
  expect(replaced.body).toMatchObject({ title: "Countess" })
  expect(replaced.body).not.toHaveProperty("externalId")
  expect((await scim("DELETE", `/Users/${id}`)).status).toBe(204)
  expect((await scim("GET", `/Users/${id}`)).status).toBe(404)
  expect((await scim("DELETE", `/Users/${id}`)).status).toBe(404)
})

const filters = [
  ['userName eq "ADA@acme.test"', "ada"],
  ['USERNAME Eq "ada@acme.test"', "ada"],
  [`${userSchema}:userName eq "bob@acme.test"`, "bob"],
  ['userName ne "ada@acme.test"', "bob cyd"],
  ['userName co "acme"', "ada bob cyd"],
  ['userName sw "b"', "bob"],
  ['userName ew ".org"', ""],
  ["title pr", "ada cyd"],
  ["not (title pr)", "bob"],
  ['title gt "Clerk"', "ada"],
  ['title ge "Clerk" and title le "Clerk"', "cyd"],
  ["active eq false", "bob"],
  ['active eq "True"', "ada cyd"],
  ["title eq null", "bob"],
  ['name.familyName eq "lovelace"', "ada"],
  ['emails eq "ada@home.test"', "ada"],
  ['emails.type eq "home"', "ada"],
  ['emails[type eq "home" and value co "@home"]', "ada"],
  ['emails[type eq "work" and value co "@home"]', ""],
  [`${enterprise}:department eq "Engines"`, "ada"],
  [`${enterprise}:manager.value eq "26118915"`, "ada"],
  ['title eq "Clerk" or title eq "Countess" and active eq false', "cyd"],
  ['(title eq "Clerk" or title eq "Countess") and active eq true', "ada cyd"],
  ['displayName eq "Bob \\"the (Builder)\\""', "bob"],
  ['meta.created gt "2020-01-01T00:00:00Z"', "ada bob cyd"],
  ['meta.lastModified lt "2020-01-01T00:00:00+02:00"', ""],
  ['unknown eq "x"', ""],
  ["userName", "invalidFilter"],
  ["userName like 'x'", "invalidFilter"],
  ['userName eq "x', "invalidFilter"],
  ['(userName eq "x"', "invalidFilter"],
  ['userName eq "x")', "invalidFilter"],
  ["active gt true", "invalidFilter"],
  ["userName eq x", "invalidFilter"],
  ['emails[type eq "home"', "invalidFilter"],
] as const

test("filters find by every operator, grouping, sub-attribute and extension, and are refused where they cannot be read", async () => {
  const running = await people()
  for (const [filter, expected] of filters) expect.soft(await found(running, filter), filter).toBe(expected)
})

test("lists are sorted, paged and cut to the attributes wanted, by query and by search", async () => {
  const { scim } = await people()
  const userNames = ({ body }: Awaited<ReturnType<typeof scim>>) => body.Resources.map(({ userName }) => userName)
  expect(userNames(await scim("GET", "/Users?sortBy=userName&sortOrder=descending&count=2"))).toEqual([
    "cyd@acme.test",
    "bob@acme.test",
  ])
  const second = await scim("GET", "/Users?startIndex=3&count=2")
  expect(second.body).toMatchObject({ totalResults: 3, startIndex: 3, itemsPerPage: 1 })
  expect((await scim("GET", "/Users?startIndex=0&count=-1")).body).toMatchObject({ startIndex: 1, itemsPerPage: 0 })
  expect((await scim("GET", "/Users?startIndex=99")).body).toMatchObject({ totalResults: 3, itemsPerPage: 0 })
  expect((await scim("GET", "/Users?count=many")).body.scimType).toBe("invalidValue")
  const few = await scim("GET", "/Users?attributes=USERNAME,name.givenName,emails.value&count=1")
  expect(few.body.Resources[0]).toEqual({
    schemas: expect.any(Array),
    id: expect.any(String),
    userName: "ada@acme.test",
    name: { givenName: "Ada" },
    emails: [{ value: "ada@acme.test" }, { value: "ada@home.test" }],
  })
  const most = await scim("GET", "/Users?excludedAttributes=emails,name.familyName,id,meta&count=1")
  expect(most.body.Resources[0]).toMatchObject({ id: expect.any(String), name: { givenName: "Ada" } })
  expect(most.body.Resources[0]).not.toHaveProperty("emails")
  expect(most.body.Resources[0]).not.toHaveProperty("name.familyName")
  const searched = await scim("POST", "/Users/.search", {
    filter: "active eq true",
    attributes: ["userName"],
    count: 1,
  })
  expect(searched.body).toMatchObject({ totalResults: 2, itemsPerPage: 1 })
})

test("a PATCH adds, replaces and removes by path, by filter and without a path, all of it or nothing", async () => {
  const { scim, ada } = await people()
  const change = async (...operations: ReadonlyArray<object>) =>
    (await scim("PATCH", `/Users/${ada}`, patch(...operations))).body
  expect(await change({ op: "replace", path: "name.givenName", value: "Augusta" })).toMatchObject({
    name: { givenName: "Augusta", familyName: "Lovelace" },
  })
  expect(await change({ op: "replace", path: 'emails[type eq "home"].value', value: "a@h.test" })).toMatchObject({
    emails: [{ value: "ada@acme.test" }, { value: "a@h.test", type: "home" }],
  })
  expect(await change({ op: "add", path: 'phoneNumbers[type eq "work"].value', value: "+1" })).toMatchObject({
    phoneNumbers: [{ value: "+1", type: "work" }],
  })
  const more = await change({ op: "add", path: "emails", value: [{ value: "a@new.test", primary: true }] })
  expect(more["emails"]).toEqual([
    { value: "ada@acme.test", type: "work", primary: false },
    { value: "a@h.test", type: "home" },
    { value: "a@new.test", primary: true },
  ])
  const fewer = await change({ op: "remove", path: 'emails[value sw "a@"]' })
  expect(fewer["emails"]).toEqual([{ value: "ada@acme.test", type: "work", primary: false }])
  expect(await change({ op: "add", value: { nickName: "A", [enterprise]: { division: "East" } } })).toMatchObject({
    nickName: "A",
    [enterprise]: { department: "Engines", division: "East" },
  })
  expect(
    await change({ op: "remove", path: `${enterprise}:department` }, { op: "remove", path: "title" }),
  ).not.toHaveProperty("title")
  const before = (await scim("GET", `/Users/${ada}`)).body
  expect((await change({ op: "replace", path: "nickName", value: "B" }, { op: "remove" })).scimType).toBe("noTarget")
  expect((await scim("GET", `/Users/${ada}`)).body).toEqual(before)
})

const refusals = [
  [{ op: "replace", path: "id", value: "x" }, "mutability"],
  [{ op: "remove", path: "userName" }, "mutability"],
  [{ op: "replace", path: "userName", value: "" }, "invalidValue"],
  [{ op: "replace", path: "active", value: "perhaps" }, "invalidValue"],
  [{ op: "replace", path: "name", value: "Ada" }, "invalidValue"],
  [{ op: "add", value: "x" }, "invalidValue"],
  [{ op: "replace", path: 'emails[type eq "fax"].value', value: "x" }, "noTarget"],
  [{ op: "replace", path: "emails[type eq", value: "x" }, "invalidPath"],
  [{ op: "replace", path: "a b", value: "x" }, "invalidPath"],
  [{ op: "swap", path: "title", value: "x" }, "invalidSyntax"],
] as const

test("operations that cannot be done are refused with the reason's name", async () => {
  const { scim, ada } = await people()
  for (const [operation, scimType] of refusals)
    expect
      .soft(await scim("PATCH", `/Users/${ada}`, patch(operation)), JSON.stringify(operation))
      .toMatchObject({ status: 400, body: { scimType } })
})

test("bad requests are refused in SCIM's own terms", async () => {
  const { scim, base_url, bearer_token, ada, bob } = await people()
  const post = (body: object) => scim("POST", "/Users", body)
  expect((await post({ userName: "Ada@acme.test" })).body).toMatchObject({ status: "409", scimType: "uniqueness" })
  expect((await post({ displayName: "Nobody" })).body).toMatchObject({ status: "400", scimType: "invalidValue" })
  expect((await post({ userName: "no address" })).body).toMatchObject({ status: "400", scimType: "invalidValue" })
  expect((await post({ userName: 5, emails: "x" })).body).toMatchObject({ scimType: "invalidValue" })
  expect((await scim("PUT", `/Users/${bob}`, { userName: "ada@acme.test" })).body.scimType).toBe("uniqueness")
  expect(
    (await scim("PUT", `/Users/${bob}`, { userName: "bob", active: true, emails: [{ value: "ada@acme.test" }] })).body
      .scimType,
  ).toBe("uniqueness")
  expect((await scim("PATCH", `/Users/${ada}`, { schemas: [patchOp] })).body.scimType).toBe("invalidSyntax")
  const raw = async (body: string, type: string) => {
    const headers = { authorization: `Bearer ${bearer_token}`, "content-type": type }
    return (await fetch(`${base_url}/Users`, { method: "POST", headers, body })).status
  }
  expect([await raw("{", "application/json"), await raw("<a/>", "text/xml")]).toEqual([400, 415])
  expect([await raw("[]", "application/json"), await raw("null", "application/scim+json")]).toEqual([400, 400])
})
