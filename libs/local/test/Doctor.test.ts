import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { configuration } from "../src/doctor/Configuration.ts"
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

const sound = (): Record<string, [number, unknown]> => ({
  "/v1/account": [200, { id: "acct_1" }],
  "/v1/webhook_endpoints": [200, { data: [{ url: "https://app.example.com/webhooks/stripe", status: "enabled" }] }],
  "/domains": [200, { data: [{ name: "example.com", status: "verified" }] }],
  "/webhooks": [200, { data: [{ endpoint: "https://app.example.com/webhooks/resend", status: "enabled" }] }],
})
let answers = sound()
const server = createServer((request, response) => {
  const [status, body] = answers[(request.url ?? "").split("?")[0] ?? ""] ?? [404, {}]
  response.writeHead(status).end(JSON.stringify(body))
})
beforeAll(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)))
afterAll(() => void server.close())
beforeEach(() => void (answers = sound()))

const bad = (findings: ReadonlyArray<{ level: string; subject: string }>) =>
  findings.filter(({ level }) => level !== "ok").map(({ level, subject }) => `${level} ${subject}`)

const ask = () => {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return vendors({ ...good, STRIPE_BASE_URL: base, RESEND_BASE_URL: base }).then(bad)
}

it("finds nothing wrong with a sound environment", async () => {
  expect(bad(configuration(good))).toEqual([])
  expect(await ask()).toEqual([])
})

it.each([
  [{ STYTCH_SECRET: "" }, "fault STYTCH_SECRET"],
  [{ STRIPE_SECRET_KEY: "pk_test_abc" }, "fault STRIPE_SECRET_KEY"],
  [{ STRIPE_SECRET_KEY: "sk_live_abc" }, "fault modes"],
  [{ TANGO_ENV: "production" }, "warning modes"],
])("notices %j", (change, expected) => {
  expect(bad(configuration({ ...good, ...change }))).toEqual([expected])
})

it.each<[string, number, unknown, string]>([
  ["/v1/account", 401, {}, "fault Stripe account"],
  ["/v1/webhook_endpoints", 200, { data: [] }, "fault Stripe webhook"],
  ["/v1/webhook_endpoints", 403, {}, "warning Stripe webhook"],
  ["/domains", 200, { data: [{ name: "example.com", status: "pending" }] }, "fault Resend domain"],
  ["/domains", 401, { name: "restricted_api_key" }, "warning Resend domain"],
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
