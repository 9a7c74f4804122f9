import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { plans } from "@tango/contracts/Plans"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { field, type IdentityUnderTest, isProblem, type Person, startIdentity } from "./IdentityUnderTest.ts"
import { layerReactions } from "../src/reactions/LayerReactions.ts"
import { reactions } from "../src/reactions/Reactions.ts"

let identity: IdentityUnderTest
let consumer: ConsumerUnderTest
beforeAll(async () => {
  identity = await startIdentity()
  consumer = startConsumer({ reactions, layer: layerReactions, env: identity.service.env })
})
afterAll(async () => {
  await consumer.close()
  await identity.close()
})

/** Somebody whose organization has the plan with single sign-on and a directory. */
const signUpOnBusiness = async (email: string, name: string): Promise<Person> => {
  const person = await identity.signUp(email, name)
  const { organizationId } = person
  const { features, limits } = plans.business
  const data = { organizationId, plan: "business" as const, features, limits, overridden: [] }
  assert.deepEqual(await consumer.deliver(busMessage(OrganizationEntitlementsChanged, { organizationId, data })), [])
  return person
}

const call = ({ jwt }: Person, method: string, path: string, body?: unknown) =>
  identity.service.request(method, `/api/identity${path}`, { token: jwt, ...(body === undefined ? {} : { body }) })
const organizationsOf = async (email: string) =>
  field(await identity.openLink(email), "choice", "organizations") as ReadonlyArray<Record<string, unknown>>
const set = async (person: Person, path: string, body: unknown) => {
  const answer = await call(person, "PUT", `/settings/${path}`, body)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
}

describe("who may join", () => {
  it("without an invitation is who has an address at an allowed domain, as soon as that is allowed", async () => {
    const ada = await identity.signUp("ada@join.example", "Join")
    assert.deepEqual(await organizationsOf("kay@join.example"), [])
    await set(ada, "joining", { allowedDomains: ["join.example"], byEmailDomain: true, bySso: false })
    assert.deepEqual(await organizationsOf("kay@elsewhere.example"), [])
    const [offered] = await organizationsOf("kay@join.example")
    assert.include(offered, { organizationId: ada.organizationId, membership: "eligible" })
    const entered = await identity.enter(await identity.openLink("kay@join.example"), ada.organizationId)
    assert.equal(field(entered, "member", "role"), "viewer")
    await set(ada, "joining", { allowedDomains: ["join.example"], byEmailDomain: false, bySso: false })
    assert.deepEqual(await organizationsOf("jean@join.example"), [])
  })

  it("is not everybody: a domain that anybody can have an address at is refused, and says so", async () => {
    const ada = await identity.signUp("ada@common.example", "Common")
    const answer = await call(ada, "PUT", "/settings/joining", {
      allowedDomains: ["gmail.com"],
      byEmailDomain: true,
      bySso: false,
    })
    isProblem(answer, 422, "setting_refused")
    assert.include(answer.body, { reason: "organization_settings_domain_too_common" })
  })
})

describe("how people log in", () => {
  it("is what the organization allows: another way is right and not enough, and says which ones are", async () => {
    const ada = await identity.signUp("ada@ways.example", "Ways")
    await set(ada, "log-in", { methods: ["password"], mfa: "optional", mfaMethods: null })
    const entered = await identity.enter(await identity.openLink(ada.email), ada.organizationId)
    isProblem(entered, 403, "other_log_in_required")
    assert.deepEqual(field(entered, "allowedMethods"), ["password"])
    await set(ada, "log-in", { methods: null, mfa: "optional", mfaMethods: null })
    assert.equal((await identity.enter(await identity.openLink(ada.email), ada.organizationId)).status, 200)
  })
})

describe("a single sign-on connection", () => {
  it("gives roles by group over SAML, and says why it cannot over OpenID Connect", async () => {
    const ada = await signUpOnBusiness("ada@groups.example", "Groups")
    const groupRoles = [{ group: "builders", role: "admin" }]
    const made = async (kind: string) =>
      String(field(await call(ada, "POST", `/sso/${kind}`, { displayName: kind }), "connectionId"))
    const saml = await call(ada, "PUT", `/sso/${await made("saml")}/group-roles`, { groupRoles })
    assert.deepInclude(saml.body, { groupRoles })
    const oidc = await call(ada, "PUT", `/sso/${await made("oidc")}/group-roles`, { groupRoles })
    isProblem(oidc, 422, "setting_refused")
    assert.include(oidc.body, { reason: "groups_over_oidc" })
    const eve = await signUpOnBusiness("eve@groups.example", "Eve's")
    const theirs = await call(eve, "PUT", `/sso/${String(field(saml, "connectionId"))}/group-roles`, { groupRoles })
    isProblem(theirs, 404, "not_found")
  })
})

describe("a directory", () => {
  const users = async (baseUrl: string, token: string) =>
    (await fetch(`${baseUrl}/Users`, { headers: { authorization: `Bearer ${token}` } })).status
  const connect = async (name: string) => {
    const ada = await signUpOnBusiness(`ada@${name}.example`, name)
    const created = await call(ada, "POST", "/scim", { displayName: "Entra", provider: "microsoft-entra" })
    assert.equal(created.status, 201, JSON.stringify(created.body))
    const [token, url] = [field(created, "bearerToken"), field(created, "connection", "baseUrl")].map(String)
    return { ada, token: token ?? "", url: url ?? "" }
  }

  it("has one token, shown once, which is changed in two steps or kept", async () => {
    const { ada, token: first, url } = await connect("rotating")
    isProblem(
      await call(ada, "POST", "/scim", { displayName: "Again", provider: "generic" }),
      409,
      "scim_connection_exists",
    )
    assert.notInclude(JSON.stringify((await call(ada, "GET", "/scim")).body), first)
    const start = async () => String(field(await call(ada, "POST", "/scim/rotation"), "bearerToken"))
    const kept = await start()
    assert.deepEqual([await users(url, first), await users(url, kept)], [200, 200])
    assert.equal((await call(ada, "DELETE", "/scim/rotation")).status, 200)
    assert.deepEqual([await users(url, first), await users(url, kept)], [200, 401])
    const second = await start()
    const completed = await call(ada, "POST", "/scim/rotation/complete")
    assert.include(completed.body, { tokenLastFour: second.slice(-4), nextTokenLastFour: null })
    assert.deepEqual([await users(url, first), await users(url, second)], [401, 200])
  })

  it("gives roles by group", async () => {
    const { ada, token, url } = await connect("directory")
    const scim = async (path: string, body: object) => {
      const response = await fetch(url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
        body: JSON.stringify(body),
      })
      assert.equal(response.status, 201, await response.clone().text())
      return String(Object(await response.json()).id)
    }
    const user = await scim("/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "lin@directory.example",
      emails: [{ value: "lin@directory.example", primary: true }],
      active: true,
    })
    await scim("/Groups", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "builders",
      members: [{ value: user }],
    })
    const groups = field(await call(ada, "GET", "/scim/groups"), "groups") as ReadonlyArray<Record<string, unknown>>
    assert.lengthOf(groups, 1)
    const groupRoles = groups.map((group) => ({ ...group, role: "admin" }))
    const answer = await call(ada, "PUT", "/scim/group-roles", { groupRoles })
    assert.deepInclude(answer.body, { groupRoles })
    const lin = await identity.openLink("lin@directory.example")
    const entered = await identity.enter(lin, ada.organizationId)
    assert.equal(field(entered, "member", "role"), "admin", JSON.stringify(entered.body))
  })
})

it("an organization's settings are its admins' alone", async () => {
  const ada = await identity.signUp("ada@alone.example", "Alone")
  await set(ada, "joining", { allowedDomains: ["alone.example"], byEmailDomain: true, bySso: false })
  const kay = await identity.enter(await identity.openLink("kay@alone.example"), ada.organizationId)
  const jwt = String(field(kay, "sessionJwt"))
  for (const path of ["/settings", "/sso", "/scim", "/api-clients"]) {
    const answer = await identity.service.request("GET", `/api/identity${path}`, { token: jwt })
    isProblem(answer, 403, "forbidden")
  }
})
