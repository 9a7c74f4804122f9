import {
  PaymentFailed,
  PaymentRecovered,
  SubscriptionChanged,
  TrialEnding,
} from "@tango/contracts/events/BillingEvents"
import { OrganizationDeleted } from "@tango/contracts/events/IdentityEvents"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { Clock, ConfigProvider, Effect, Layer } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { announceDue } from "../src/Due.ts"
import { Organizations } from "../src/Organizations.ts"
import { codeOf, type Stack, start } from "./Stack.ts"

let stack: Stack
beforeAll(async () => {
  stack = await start()
})
afterAll(() => stack.close())

const subscription = (organizationId: string, sequence: number, change: object) =>
  busMessage(SubscriptionChanged, {
    organizationId,
    sequence,
    data: { ...SubscriptionChanged.example, organizationId, ...change },
  })

/** Runs the job of the clock as if it were that instant. */
const runClockAt = (instant: string) =>
  Effect.runPromise(
    Effect.clockWith((clock) =>
      // Another time of day for what asks for it; what waits, waits as ever.
      Effect.provideService(announceDue, Clock.Clock, {
        currentTimeMillis: Effect.succeed(Date.parse(instant)),
        currentTimeMillisUnsafe: () => Date.parse(instant),
        currentTimeNanos: clock.currentTimeNanos,
        currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe(),
        monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
        monotonicTimeNanos: clock.monotonicTimeNanos,
        sleep: (duration) => clock.sleep(duration),
      }),
    ).pipe(
      Effect.provide(
        Organizations.layer.pipe(
          Layer.provideMerge(Layer.mergeAll(TenantSql.layer, SystemSql.layer, OutboxSignal.layer)),
          Layer.provideMerge(ConfigProvider.layer(ConfigProvider.fromUnknown(stack.service.env))),
        ),
      ),
    ),
  )

const announced = async (id: string) =>
  (await stack.told(id, "entitlements.organization.changed.v1")).map(({ plan }) => plan)

describe("time alone", () => {
  it("ends a plan at its scheduled end, and everybody is told of it then, once", async () => {
    const { id, operator } = await stack.organization()
    await stack.tell(subscription(id, 1, { cancelAt: "2098-06-01T00:00:00.000Z" }))
    assert.deepInclude((await operator("GET", "/entitlements")).body, {
      plan: "pro",
      state: "ending",
      nextChangeAt: "2098-06-01T00:00:00.000Z",
    })
    const later = await operator("GET", "/entitlements?at=2098-06-01T00:00:00.000Z")
    assert.deepInclude(later.body, { plan: "free", state: "free", nextChangeAt: null })
    await runClockAt("2098-05-31T23:59:59.999Z")
    assert.deepEqual(await announced(id), ["free", "pro"])
    await runClockAt("2098-06-01T00:00:00.000Z")
    await runClockAt("2098-06-01T00:01:00.000Z")
    assert.deepEqual(await announced(id), ["free", "pro", "free"])
  })

  it("takes away what is not paid for when the grace is over, unless it is paid before", async () => {
    const ends = "2098-01-01T00:00:00.000Z"
    const failed = (organizationId: string) =>
      busMessage(PaymentFailed, {
        organizationId,
        data: { ...PaymentFailed.example, organizationId, restrictedAt: ends },
      })
    const owing = await stack.organization()
    const paying = await stack.organization()
    for (const { id } of [owing, paying]) {
      await stack.tell(subscription(id, 1, { status: "past_due" }))
      await stack.tell(failed(id))
    }
    assert.deepInclude((await owing.operator("GET", "/entitlements")).body, { state: "grace", nextChangeAt: ends })
    await stack.tell(
      busMessage(PaymentRecovered, {
        organizationId: paying.id,
        data: { ...PaymentRecovered.example, organizationId: paying.id },
      }),
      subscription(paying.id, 2, { status: "active" }),
    )
    const after = async ({ operator }: typeof owing) => (await operator("GET", `/entitlements?at=${ends}`)).body
    assert.deepInclude(await after(owing), { plan: "free", state: "restricted" })
    assert.deepInclude(await after(paying), { plan: "pro", state: "active" })
  })

  it("ends a trial of which billing's word never came, a day after its end", async () => {
    const { id, operator } = await stack.organization()
    const data = { ...TrialEnding.example, organizationId: id, trialEnd: "2098-03-01T00:00:00.000Z" }
    await stack.tell(busMessage(TrialEnding, { organizationId: id, data }))
    await stack.tell(subscription(id, 1, { status: "trialing" }))
    assert.deepInclude((await operator("GET", "/entitlements")).body, {
      state: "trial",
      nextChangeAt: "2098-03-02T00:00:00.000Z",
    })
  })
})

describe("an exception from the plan", () => {
  it("counts with its reason and author until it expires, and is told of", async () => {
    const { ada, id, operator } = await stack.organization()
    const override = (value: object, expiresAt: string | null = null) =>
      operator("POST", "/overrides", { override: value, reason: "Pilot customer", expiresAt })
    const made = await override({ name: "sso", value: true }, "2098-01-01T00:00:00.000Z")
    assert.equal(made.status, 201)
    assert.deepInclude(made.body, { name: "sso", value: true, reason: "Pilot customer", author: "mary" })
    await override({ name: "projects", value: 50 })
    const mine = (await ada("GET", "/organization")).body
    assert.deepInclude(mine, { plan: "free", features: ["sso"], nextChangeAt: "2098-01-01T00:00:00.000Z" })
    assert.deepInclude(Reflect.get(mine ?? {}, "limits"), { projects: 50, seats: 3 })
    assert.deepInclude((await ada("POST", "/check", { kind: "feature", feature: "sso" })).body, {
      allowed: true,
      source: "override",
    })
    await operator("DELETE", `/overrides/${Reflect.get(made.body ?? {}, "overrideId")}`)
    assert.deepInclude((await ada("GET", "/organization")).body, { features: [] })
    const told = await stack.told(id, "entitlements.organization.changed.v1")
    assert.deepEqual(
      told.map(({ features, overridden }) => [features, overridden]),
      [
        [[], []],
        [["sso"], ["sso"]],
        [["sso"], ["projects", "sso"]],
        [[], ["projects"]],
      ],
    )
    const audit = await stack.told(id, "entitlements.audit.recorded.v1")
    assert.deepEqual(
      audit.map(({ action, actor }) => [action, actor]),
      ["override.created", "override.created", "override.ended"].map((action) => [
        action,
        { kind: "operator", id: "mary" },
      ]),
    )
  })

  it("is made by operators only, about organizations and things that exist", async () => {
    const { ada, id, operator } = await stack.organization()
    const path = `/operator/organizations/${id}/overrides`
    const body = { override: { name: "sso", value: true }, reason: "Because", expiresAt: null }
    assert.equal(codeOf(await ada("POST", path, body)), "unauthenticated")
    const wrong = [
      { override: { name: "teleport", value: true }, reason: "Because", expiresAt: null },
      { override: { name: "sso", value: 5 }, reason: "Because", expiresAt: null },
      { override: { name: "projects", value: -1 }, reason: "Because", expiresAt: null },
      { override: { name: "projects", value: 5 }, reason: " ", expiresAt: null },
    ]
    for (const one of wrong) assert.equal(codeOf(await operator("POST", "/overrides", one)), "invalid_request")
    const unknown = await stack.service.request(
      "POST",
      path.replace(id, "org-unknown").replace(/^/u, "/api/entitlements"),
      {
        token: "operator-key-for-tests-only",
        body,
      },
    )
    assert.equal(unknown.status, 404)
    assert.lengthOf(await stack.told(id, "entitlements.organization.changed.v1"), 1)
  })
})

describe("an organization that is no more", () => {
  it("leaves nothing behind but what is still to be told", async () => {
    const { id } = await stack.organization()
    await stack.tell(
      busMessage(OrganizationDeleted, { organizationId: id, data: { organizationId: id, region: "us-east-1" } }),
    )
    const tables = await stack.service.rows(
      `select table_name from information_schema.columns
       where column_name = 'organization_id' and table_schema = 'public' and table_name <> 'outbox'`,
    )
    assert.isAbove(tables.length, 8)
    for (const { table_name } of tables) {
      const rows = await stack.service.rows(`select 1 from ${String(table_name)} where organization_id = $1`, [id])
      assert.lengthOf(rows, 0, String(table_name))
    }
  })
})
