import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { type PlanName, plans } from "@tango/contracts/Plans"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, it } from "vitest"
import { layerReactions } from "../src/reactions/LayerReactions.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { type Enterprise, field, isProblem, type LoggedIn, startEnterprise } from "./Enterprise.ts"

let at: Enterprise
let consumer: ConsumerUnderTest
let ada: LoggedIn
beforeAll(async () => {
  at = await startEnterprise()
  consumer = startConsumer({ reactions, layer: layerReactions, env: at.service.env })
  ada = await at.signUp("ada@plans.example", "Plans")
})
afterAll(async () => {
  await consumer.close()
  await at.close()
})

const hears = async (plan: PlanName, sequence: number, organizationId = ada.organizationId) => {
  const { features, limits } = plans[plan]
  const data = { organizationId, plan, features, limits, overridden: [] }
  assert.deepEqual(
    await consumer.deliver(busMessage(OrganizationEntitlementsChanged, { organizationId, sequence, data })),
    [],
  )
}
const connect = (displayName: string) => at.call(ada, "POST", "/sso/saml", { displayName })
const directory = () => at.call(ada, "POST", "/scim", { displayName: "Entra", provider: "generic" })
const download = () => at.call(ada, "GET", "/audit-log/export?format=json")

it("without a plan that has them there is no new log-in, no directory and no download; the log can be read", async () => {
  isProblem(await connect("Okta"), 403, "feature_not_included")
  assert.equal(field(await connect("Okta"), "feature"), "sso")
  isProblem(await at.call(ada, "POST", "/sso/oidc", { displayName: "Okta" }), 403, "feature_not_included")
  isProblem(await directory(), 403, "feature_not_included")
  isProblem(await download(), 403, "feature_not_included")
  assert.deepEqual(field(await at.call(ada, "GET", "/sso"), "connections"), [])
  assert.equal((await at.call(ada, "GET", "/audit-log")).status, 200)
})

it("another organization's plan changes nothing here", async () => {
  const grace = await at.signUp("grace@other-plans.example", "Others")
  await hears("business", 1, grace.organizationId)
  isProblem(await connect("Okta"), 403, "feature_not_included")
})

it("Pro has the download, Business the rest, as soon as identity hears of it", async () => {
  await hears("pro", 1)
  assert.equal((await download()).status, 200)
  isProblem(await connect("Okta"), 403, "feature_not_included")
  await hears("business", 2)
  assert.equal((await connect("Okta")).status, 201)
  assert.equal((await directory()).status, 201)
})

it("old news take nothing away, and after a downgrade what is there stays and can be removed", async () => {
  await hears("pro", 1)
  assert.equal((await connect("Entra")).status, 201)
  await hears("free", 3)
  isProblem(await connect("Google"), 403, "feature_not_included")
  isProblem(await download(), 403, "feature_not_included")
  const connections = Object(field(await at.call(ada, "GET", "/sso"), "connections"))
  assert.lengthOf(connections, 2)
  const [{ connectionId }] = connections
  const metadataUrl = "https://idp.example/metadata"
  isProblem(await at.call(ada, "PUT", `/sso/saml/${connectionId}`, { metadataUrl }), 403, "feature_not_included")
  assert.equal((await at.call(ada, "DELETE", `/sso/${connectionId}`)).status, 204)
  assert.equal((await at.call(ada, "DELETE", "/scim")).status, 204)
})
