import { MemberJoined } from "@tango/contracts/events/IdentityEvents"
import { signUp, type Founder } from "@tango/testing/fuzz/Fixture"
import { busEvent } from "@tango/testing/BusEvent"
import { webhookCallOf } from "@tango/testing/fuzz/Webhooks"
import { type Fault, faults, type FaultyProxy, startFaultyProxy } from "@tango/testing/faults/FaultyProxy"
import { queryRows } from "@tango/testing/ServiceUnderTest"
import { startWorld, type World } from "@tango/testing/world/World"
import { randomUUID } from "node:crypto"
import type { IncomingMessage } from "node:http"
import { afterAll, assert, beforeAll, describe, inject, it } from "vitest"

type Provider = "stytch" | "stripe" | "resend" | "aws"

let world: World
let founder: Founder
const proxies = new Map<Provider, FaultyProxy>()

beforeAll(async () => {
  world = await startWorld({
    postgresUrl: inject("postgresUrl"),
    before: async ({ ports, urls }) => {
      const put = async (name: Provider) => {
        const proxy = await startFaultyProxy(urls[name])
        proxies.set(name, proxy)
        return proxy.port
      }
      return {
        ...ports,
        stytch: await put("stytch"),
        stripe: await put("stripe"),
        resend: await put("resend"),
        aws: await put("aws"),
      }
    },
  })
  founder = await signUp(world, "faults")
}, 120_000)
afterAll(async () => {
  await world.close()
  await Promise.all([...proxies.values()].map((proxy) => proxy.close()))
})

/** `<status> <code>` of a problem, or the status. */
const ask = async (service: "identity" | "billing" | "entitlements", method: string, path: string, body?: object) => {
  const response = await fetch(`${world.url(service)}/api/${service}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${founder.jwt}`,
      "x-forwarded-for": randomUUID(),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = await response.text()
  if (response.status < 400) return String(response.status)
  const problem: { code?: string; traceId?: string } = JSON.parse(answer)
  assert.match(problem.traceId ?? "", /^[0-9a-f]{32}$/u)
  return `${response.status} ${problem.code}`
}

const isTarget = (target: string) => (request: IncomingMessage) =>
  String(request.headers["x-amz-target"] ?? "").startsWith(target)

const consume = async (functionName: string, body: string) => {
  const answer = await world.invoke(functionName, { Records: [{ messageId: "1", body }] })
  return JSON.stringify(answer) === '{"batchItemFailures":[]}' ? "handled" : "comes again"
}

interface Case {
  readonly provider: Provider
  readonly only?: (request: IncomingMessage) => boolean
  readonly act: () => Promise<string>
  readonly healthy: string
  readonly suffering: string
  /** Where a fault is another thing to this provider. */
  readonly other?: Partial<Record<Fault, string>>
}

const unavailable = "503 provider_unavailable"

const cases: Readonly<Record<string, Case>> = {
  "Stytch: a log-in link": {
    provider: "stytch",
    act: () => ask("identity", "POST", "/session/magic-link", { email: `fault-${randomUUID()}@example.com` }),
    healthy: "202",
    suffering: unavailable,
  },
  "Stripe: a checkout": {
    provider: "stripe",
    act: () => ask("billing", "POST", "/checkout", { price: "pro_monthly", seats: 2 }),
    healthy: "201",
    suffering: unavailable,
  },
  "Resend: an e-mail": {
    provider: "resend",
    act: () => {
      const memberId = `member-test-${randomUUID()}`
      const { organizationId } = founder
      const data = { ...MemberJoined.example, memberId, organizationId, email: `${memberId}@example.com` }
      return consume("notifications-consumer", JSON.stringify(busEvent(MemberJoined, { data, organizationId })))
    },
    healthy: "handled",
    suffering: "comes again",
  },
  "EventBridge: a webhook": {
    provider: "aws",
    only: isTarget("AWSEvents"),
    act: async () => {
      const { event, functionName } = webhookCallOf("resend", {
        type: "email.delivered",
        data: { email_id: randomUUID() },
      })
      const { statusCode }: { statusCode?: number } = Object(await world.invoke(functionName, event))
      return String(statusCode)
    },
    healthy: "200",
    suffering: "503",
  },
  "SQS: a message for the dead-letter queue": {
    provider: "aws",
    only: isTarget("AmazonSQS"),
    act: () => consume("entitlements-consumer", "not an event"),
    healthy: "handled",
    suffering: "comes again",
  },
  "S3: a logo": {
    provider: "aws",
    only: ({ url }) => url?.includes("uploads") === true,
    act: () => ask("identity", "PUT", "/organization/logo", { uploadId: randomUUID() }),
    healthy: "422 upload_refused",
    suffering: unavailable,
    other: { "wrong JSON": "422 upload_refused" },
  },
}

describe.each(Object.entries(cases))("%s", (_, { act, healthy, only, other = {}, provider, suffering }) => {
  const suffer = (fault: Fault | undefined) => proxies.get(provider)?.suffer(fault, only)

  it.each(faults)("%s", async (fault) => {
    await suffer(fault)
    try {
      assert.equal(await act(), other[fault] ?? (fault === "slow" ? healthy : suffering))
    } finally {
      await suffer(undefined)
    }
    // At once, without a restart.
    assert.equal(await act(), healthy)
  })
})

describe("PostgreSQL", () => {
  const superuser = () => inject("postgresUrl")
  const database = () => world.databases.entitlements
  const owner = () => new URL(database().appUrl).username
  const cut = () =>
    queryRows(superuser(), "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
      database().name,
    ])
  const entitlements = () => ask("entitlements", "GET", "/organization")
  const ready = async () => (await fetch(`${world.url("entitlements")}/api/entitlements/health/ready`)).status

  const mends: ReadonlyArray<readonly [string, () => string, () => string]> = [
    [
      "down",
      () => `alter database "${database().name}" allow_connections false`,
      () => `alter database "${database().name}" allow_connections true`,
    ],
    [
      "too many connections",
      () => `alter role "${owner()}" connection limit 0`,
      () => `alter role "${owner()}" connection limit -1`,
    ],
  ]
  it.each(mends)("%s: unavailable for as long as it lasts, and no longer", async (name, breaks, mend) => {
    assert.equal(await entitlements(), "200")
    await queryRows(superuser(), breaks())
    await cut()
    try {
      assert.equal(await entitlements(), "503 unavailable")
      if (name === "down") assert.equal(await ready(), 503)
    } finally {
      await queryRows(superuser(), mend())
    }
    assert.equal(await entitlements(), "200")
    assert.equal(await ready(), 200)
  })

  it("connections that are cut: the next request has a new one", async () => {
    assert.equal(await entitlements(), "200")
    await cut()
    await entitlements()
    assert.equal(await entitlements(), "200")
  })

  it("slow: the answer comes when the database has it", async () => {
    const url = new URL(superuser())
    url.pathname = `/${database().name}`
    const locked = queryRows(url.href, "do $$ begin lock table organization_plans; perform pg_sleep(0.4); end $$")
    assert.equal(await entitlements(), "200")
    await locked
  })
})
