import { gzipSync } from "node:zlib"
import { createServer } from "node:http"
import { afterAll, beforeAll, expect, it } from "vitest"
import { startConsole } from "../src/console/Console.ts"

const traceId = "0af7651916cd43dd8448eb211c80319c"
const mail = {
  id: "1",
  to: ["a@example.com"],
  from: "b@example.com",
  subject: "Hello",
  text: "x",
  html: "<p>x</p>",
  origin: "resend",
  createdAt: "2026-01-01T00:00:00Z",
}

const customer = { id: "cus_1", name: null, email: "a@example.com", now: 1_767_225_600, testClock: null }
/** What the emulators answer, by the beginning of the address. */
const answers = [
  ["/_emulator/mail", { data: [mail] }],
  ["/_emulator/customers/cus_1/", { ...customer, testClock: "clock_1" }],
  ["/_emulator/customers/", undefined],
  ["/_emulator/customers", { customers: [customer] }],
  ["/", { data: [] }],
] as const

const emulator = createServer((request, response) => {
  const [, answer] = answers.find(([path]) => request.url?.startsWith(path)) ?? []
  response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" })
  response.end(JSON.stringify(answer ?? {}))
})
let page: Awaited<ReturnType<typeof startConsole>>

beforeAll(async () => {
  await new Promise<void>((resolve) => emulator.listen(0, "127.0.0.1", resolve))
  const address = emulator.address()
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`
  const topology = { serviceRoutes: [], webhookRoutes: [], consumerRoutes: [], directRoutes: [], jobRoutes: [] }
  page = await startConsole({ port: 0, awsUrl: url, resendUrl: url, stripeUrl: url, runnerUrl: () => url, topology })
})
afterAll(async () => {
  await page.close()
  emulator.close()
})

const get = (path: string) => fetch(`${page.url}${path}`)
const span = (spanId: string, name: string, start: number, more = {}) => ({
  traceId,
  spanId,
  name,
  kind: 2,
  startTimeUnixNano: `${start}000000`,
  endTimeUnixNano: `${start + 5}500000`,
  attributes: [
    { key: "http.route", value: { stringValue: "/x" } },
    { key: "n", value: { intValue: "3" } },
  ],
  status: { code: 1 },
  ...more,
})
const request = (service: string, ...spans: Array<unknown>) => ({
  resourceSpans: [
    { resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] }, scopeSpans: [{ spans }] },
  ],
})
const sendSpans = (body: unknown, headers: Record<string, string> = {}) => {
  const text = JSON.stringify(body)
  return fetch(`${page.url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: headers["content-encoding"] ? gzipSync(text) : text,
  })
}

it("joins the spans and log lines of all services in one trace, in the order of time", async () => {
  await sendSpans(
    request(
      "billing",
      span("b", "consume", 1_767_225_600_100, { parentSpanId: "a", status: { code: 2, message: "no" } }),
    ),
  )
  await sendSpans(request("identity", span("a", "POST /x", 1_767_225_600_000)), { "content-encoding": "gzip" })
  page.takeLine({
    timestamp: "2026-01-01T00:00:01Z",
    level: "ERROR",
    service: "billing",
    message: "later",
    trace_id: traceId,
    span_id: "b",
    code: 7,
  })
  page.takeLine({
    timestamp: "2026-01-01T00:00:00Z",
    level: "INFO",
    service: "identity",
    message: "sooner",
    trace_id: traceId,
  })
  page.takeLine({ timestamp: "2026-01-01T00:00:00Z", level: "INFO", service: "identity", message: "no trace" })
  expect(await (await get(`/api/traces/${traceId}`)).json()).toMatchObject({
    data: {
      traceId,
      spans: [
        {
          service: "identity",
          name: "POST /x",
          kind: "server",
          status: "ok",
          durationMs: 5.5,
          startTime: "2026-01-01T00:00:00.000Z",
          attributes: { "http.route": "/x", n: 3 },
        },
        { service: "billing", name: "consume", parentSpanId: "a", status: "error", statusMessage: "no" },
      ],
      logs: [
        { message: "sooner", service: "identity" },
        { message: "later", service: "billing", spanId: "b", fields: { code: 7 } },
      ],
    },
  })
  expect(await (await get("/api/traces")).json()).toMatchObject({
    data: [{ traceId, name: "POST /x", service: "identity", spans: 2, services: ["identity", "billing"], error: true }],
  })
})

it("answers with a problem for what it does not know", async () => {
  const unknown = await get("/api/traces/ffffffffffffffffffffffffffffffff")
  expect(unknown.status).toBe(404)
  expect(await unknown.json()).toMatchObject({
    code: "not_found",
    status: 404,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  expect((await fetch(`${page.url}/v1/traces`, { method: "POST", body: "protobuf" })).status).toBe(415)
  expect((await fetch(`${page.url}/api/time/advance`, { method: "POST", body: '{"seconds":-1}' })).status).toBe(400)
})

it("lets time pass for one customer at Stripe, and its card fail", async () => {
  const shown = { id: "cus_1", name: "a@example.com", now: "2026-01-01T00:00:00.000Z" }
  expect(await (await get("/api/customers")).json()).toEqual({ data: [{ ...shown, hasOwnTime: false }] })
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(`${page.url}/api/customers/${path}`, { method: "POST", body: JSON.stringify(body) })
    return { status: answer.status, body: await answer.json() }
  }
  const moved = { data: { ...shown, hasOwnTime: true, jobs: [] } }
  expect(await post("cus_1/advance", { seconds: 60 })).toEqual({ status: 200, body: moved })
  expect(await post("cus_1/card", { card: "fails" })).toMatchObject({ status: 200, body: { data: shown } })
  expect((await post("cus_2/advance", { seconds: 60 })).status).toBe(404)
  for (const seconds of [0, -1, 1.5, "60", null]) expect((await post("cus_1/advance", { seconds })).status).toBe(400)
  expect((await post("cus_1/card", { card: "4242" })).status).toBe(400)
})

it("shows mail, and a page to read it on", async () => {
  expect(await (await get("/api/mail")).json()).toEqual({ data: [mail] })
  const html = await get("/")
  expect(html.headers.get("content-security-policy")).toContain("script-src 'self'")
  for (const file of ["app.js", "mail.js", "style.css"]) expect((await get(`/${file}`)).status).toBe(200)
})
