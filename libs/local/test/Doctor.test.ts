import { createServer } from "node:http"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest"
import { catalogue } from "../src/doctor/Catalogue.ts"
import { configuration } from "../src/doctor/Configuration.ts"
import { database } from "../src/doctor/Databases.ts"
import { doors } from "../src/doctor/Doors.ts"
import type { Finding } from "../src/doctor/Finding.ts"
import { patientOf } from "../src/doctor/Patient.ts"
import { newestMigration, stripeEvents } from "../src/doctor/Repository.ts"
import { vendors } from "../src/doctor/Vendors.ts"

const good = {
  TANGO_ENV: "staging",
  PUBLIC_URL: "https://app.example.com",
  STYTCH_PROJECT_ID: "project-test-11111111-1111-4111-8111-111111111111",
  STYTCH_SECRET: "secret-test-abc",
  STYTCH_PUBLIC_TOKEN: "public-token-test-abc",
  STYTCH_WEBHOOK_SECRET: "whsec_YWJjZGVmZ2hpamts",
  STRIPE_SECRET_KEY: "sk_test_abc",
  STRIPE_WEBHOOK_SECRET: "whsec_abcdefghijkl",
  RESEND_API_KEY: "re_abc",
  RESEND_WEBHOOK_SECRET: "whsec_YWJjZGVmZ2hpamts",
  EMAIL_FROM: "Tango <hello@example.com>",
  UNSUBSCRIBE_SECRET: "0123456789abcdef",
}

const jwks = `/v1/b2b/sessions/jwks/${good.STYTCH_PROJECT_ID}`
const policy = "/v1/b2b/rbac/policy"
const endpoint = (field: string, provider: string, events: object) => ({
  data: [{ [field]: `https://app.example.com/webhooks/${provider}`, status: "enabled", ...events }],
})
const resendEvents = ["email.delivered", "email.bounced", "email.complained"]
const sound = (): Record<string, [number, unknown]> => ({
  [jwks]: [200, { keys: [{}] }],
  [policy]: [200, { policy: { roles: [{ role_id: "member" }, { role_id: "viewer" }] } }],
  "/v1/account": [200, { id: "acct_1" }],
  "/v1/webhook_endpoints": [200, endpoint("url", "stripe", { enabled_events: ["invoice.paid", "customer.updated"] })],
  "/domains": [200, { data: [{ name: "example.com", status: "verified" }] }],
  "/webhooks": [200, endpoint("endpoint", "resend", { events: resendEvents })],
  "/webhooks/stytch": [401, {}],
  "/webhooks/stripe": [400, {}],
  "/webhooks/resend": [401, {}],
  ...Object.fromEntries(
    ["identity", "billing", "entitlements", "notifications", "projects"].map((service) => [
      `/api/${service}/health/ready`,
      [200, {}],
    ]),
  ),
})
let answers = sound()
let base = ""
const server = createServer((request, response) => {
  const [status, body] = answers[(request.url ?? "").split("?")[0] ?? ""] ?? [404, {}]
  response.writeHead(status).end(JSON.stringify(body))
})
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening")
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())
beforeEach(() => void (answers = sound()))

const bad = (findings: ReadonlyArray<Finding>) =>
  findings.filter(({ level }) => level !== "ok").map(({ level, subject }) => `${level} ${subject}`)

const ask = async (change: Record<string, string> = {}) => {
  const bases = { STYTCH_BASE_URL: base, STRIPE_BASE_URL: base, RESEND_BASE_URL: base }
  return bad(await vendors({ ...good, ...bases, ...change }, ["invoice.paid"]))
}

it("finds nothing wrong with a sound environment", async () => {
  expect(bad(configuration(good))).toEqual([])
  expect(await ask()).toEqual([])
  expect(bad(await doors({ PUBLIC_URL: base }))).toEqual([])
})

it.each([
  [{ STYTCH_SECRET: "" }, "fault STYTCH_SECRET"],
  [{ STRIPE_SECRET_KEY: "pk_test_abc" }, "fault STRIPE_SECRET_KEY"],
  [{ STRIPE_SECRET_KEY: "sk_live_abc" }, "fault modes"],
  [{ STRIPE_WEBHOOK_SECRET: "" }, "fault STRIPE_WEBHOOK_SECRET"],
  [{ TANGO_ENV: "production" }, "warning modes"],
])("notices %j", (change, expected) => {
  expect(bad(configuration({ ...good, ...change }))).toEqual([expected])
})

it("wants nothing of Resend where SES sends, and no webhook of Stripe where its event source tells", async () => {
  const others = { EMAIL_PROVIDER: "ses", STRIPE_EVENT_SOURCE: "aws.partner/stripe.com/ed_1" }
  const without = { RESEND_API_KEY: "", RESEND_WEBHOOK_SECRET: "", STRIPE_WEBHOOK_SECRET: "" }
  expect(bad(configuration({ ...good, ...others, ...without }))).toEqual([])
  answers = { ...sound(), "/webhooks": [500, {}], "/domains": [500, {}], "/v1/webhook_endpoints": [500, {}] }
  expect(await ask({ ...others, ...without })).toEqual([])
})

it.each<[string, number, unknown, string]>([
  [jwks, 404, {}, "fault Stytch project"],
  [jwks, 200, { keys: [] }, "fault Stytch project"],
  [policy, 401, {}, "fault Stytch roles"],
  [policy, 200, { policy: { roles: [{ role_id: "member" }] } }, "fault Stytch roles"],
  ["/v1/account", 401, {}, "fault Stripe account"],
  ["/v1/webhook_endpoints", 200, { data: [] }, "fault Stripe webhook"],
  ["/v1/webhook_endpoints", 403, {}, "warning Stripe webhook"],
  ["/v1/webhook_endpoints", 200, endpoint("url", "stripe", { enabled_events: ["refund.*"] }), "fault Stripe webhook"],
  ["/domains", 200, { data: [{ name: "example.com", status: "pending" }] }, "fault Resend domain"],
  ["/domains", 401, { name: "restricted_api_key" }, "warning Resend domain"],
  ["/domains", 403, { name: "invalid_api_key" }, "fault Resend domain"],
  ["/webhooks", 200, endpoint("endpoint", "resend", { events: ["email.sent"] }), "fault Resend webhook"],
  [
    "/webhooks",
    200,
    { data: [{ endpoint: "https://app.example.com/webhooks/resend", status: "disabled" }] },
    "fault Resend webhook",
  ],
])("notices that %s answers %i %j", async (path, status, body, expected) => {
  answers[path] = [status, body]
  expect(await ask()).toEqual([expected])
})

it.each<[string, number, string]>([
  ["/api/billing/health/ready", 503, "fault billing"],
  ["/webhooks/stripe", 404, "fault /webhooks/stripe"],
  ["/webhooks/resend", 200, "fault /webhooks/resend"],
  ["/webhooks/stytch", 502, "fault /webhooks/stytch"],
])("notices that %s answers people and providers %i", async (path, status, expected) => {
  answers[path] = [status, {}]
  expect(bad(await doors({ PUBLIC_URL: base }))).toEqual([expected])
})

describe("the catalogue, as billing's own check has it", () => {
  const checked = (code: number, stdout: string) => catalogue(good, () => Promise.resolve({ code, stdout }))

  it("agrees, differs, or could not be compared", async () => {
    expect(await checked(0, "same      pro\n0 created, 0 changed, 1 same\n")).toMatchObject([{ level: "ok" }])
    expect(await checked(1, "same      pro\ncreate    portal configuration\n1 created\n")).toMatchObject([
      { level: "fault", text: expect.stringContaining("1 differ, first: create portal configuration") },
    ])
    expect(await checked(1, "[06:42] ERROR (#1): StripeRefused\n")).toMatchObject([
      { level: "fault", text: expect.stringContaining("could not") },
    ])
  })

  it("is not asked for without a key", async () => expect(await catalogue({})).toEqual([]))
})

it.each<[string, () => Promise<number>, Finding["level"]]>([
  ["as the code has it", () => Promise.resolve(21), "ok"],
  ["behind the code", () => Promise.resolve(20), "fault"],
  ["ahead of the code", () => Promise.resolve(22), "warning"],
  ["away", () => Promise.reject(new Error("no answer")), "fault"],
])("tells a schema that is %s", async (_, applied, level) => {
  expect(await database("billing", "postgres://nowhere", 21, applied)).toMatchObject({ level })
})

it("reads of the services what it compares with", async () => {
  expect(await newestMigration("billing")).toBeGreaterThan(20)
  expect(await stripeEvents()).toContain("customer.subscription.updated")
})

it("looks at the variables that are set, else at the running stack, else at nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "tango-doctor-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const env = { TANGO_DATA_DIR: folder }
  expect(patientOf(undefined, env)).toBeUndefined()
  const stack = {
    gateway: "http://localhost:9080",
    aws: { url: "http://127.0.0.1:5566", region: "us-east-1", accessKeyId: "local", secretAccessKey: "local" },
    postgres: { port: 6433, databases: { billing: { systemUrl: "postgres://there" } } },
  }
  writeFileSync(join(folder, "endpoints.json"), JSON.stringify(stack))
  const patient = patientOf(undefined, env)
  expect(patient).toMatchObject({
    env: { PUBLIC_URL: "http://localhost:9080", STRIPE_BASE_URL: expect.stringContaining(":13111") },
    where: { client: { endpoint: "http://127.0.0.1:5566" } },
    databases: { billing: "postgres://there" },
  })
  expect(bad(configuration(patient?.env ?? {}))).toEqual([])
  expect(patientOf(undefined, { ...env, ...good })).toMatchObject({ env: good, where: undefined, databases: {} })
  expect(patientOf("dev", { ...env, ...good })).toMatchObject({ where: { prefix: "dev-", bus: "dev-tango" } })
})
