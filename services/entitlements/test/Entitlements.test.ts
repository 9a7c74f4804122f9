import { SubscriptionChanged } from "@tango/contracts/events/BillingEvents"
import { OrganizationCreated } from "@tango/contracts/events/IdentityEvents"
import type { PlanName } from "@tango/contracts/Plans"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { type ServiceUnderTest, startService } from "@tango/testing/ServiceUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { layerRoutes } from "../src/http/Routes.ts"

import { migrations } from "../src/persistence/Migrations.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { layerReacting } from "../src/Services.ts"

let service: ServiceUnderTest
let consumer: ConsumerUnderTest

beforeAll(async () => {
  service = await startService({ service: "entitlements", routes: layerRoutes, migrations })
  consumer = startConsumer({ reactions, layer: layerReacting, env: service.env })
})
afterAll(async () => {
  await consumer.close()
  await service.close()
})

const created = (organizationId: string) =>
  busMessage(OrganizationCreated, {
    organizationId,
    data: { ...OrganizationCreated.example, organizationId },
  })

const subscribed = (organizationId: string, plan: PlanName, sequence: number) =>
  busMessage(SubscriptionChanged, {
    organizationId,
    sequence,
    data: { ...SubscriptionChanged.example, organizationId, plan },
  })

const planOf = async (organizationId: string) => {
  const token = await service.token({ organizationId, roles: ["stytch_member"] })
  const answer = await service.request("GET", "/api/entitlements/organization", { token })
  assert.equal(answer.status, 200)
  return Reflect.get(answer.body ?? {}, "plan")
}

const announcements = (organizationId: string) =>
  service.rows(
    "select sequence, detail->'data'->>'plan' as plan from outbox where organization_id = $1 order by sequence",
    [organizationId],
  )

describe("entitlements of an organization", () => {
  it("are those of Free before anything has been heard of it, and announced when it is created", async () => {
    assert.equal(await planOf("org-new"), "free")
    await consumer.deliver(created("org-new"))
    assert.deepEqual(await announcements("org-new"), [{ sequence: 1, plan: "free" }])
  })

  it("follow the plan that billing tells, with its limits and features", async () => {
    await consumer.deliver(created("org-pays"), subscribed("org-pays", "pro", 1))
    const token = await service.token({ organizationId: "org-pays" })
    const { body } = await service.request("GET", "/api/entitlements/organization", { token })
    assert.deepInclude(body, { plan: "pro", features: ["audit_log_export"] })
    assert.include(Reflect.get(body ?? {}, "limits"), { projects: 100 })
  })

  it("come out the same for every order of events, with each event twice", async () => {
    const events = (id: string) => [
      created(id),
      subscribed(id, "pro", 1),
      subscribed(id, "business", 2),
      subscribed(id, "free", 3),
    ]
    const orders = permutations([0, 1, 2, 3])
    await Promise.all(
      orders.map(async (order, index) => {
        const id = `org-permutation-${index}`
        const messages = events(id)
        for (const position of [...order, ...order]) await consumer.deliver(messages[position] ?? "")
        assert.equal(await planOf(id), "free", order.join())
        const told = await announcements(id)
        assert.deepEqual(
          told.map((row) => row["sequence"]),
          told.map((_, n) => n + 1),
        )
        assert.equal(told.at(-1)?.["plan"], "free")
      }),
    )
  })

  it("of another organization stay unseen", async () => {
    await consumer.deliver(subscribed("org-rich", "business", 1))
    assert.equal(await planOf("org-poor"), "free")
  })

  it("carry the trace of what caused them", async () => {
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    await consumer.deliver(
      busMessage(OrganizationCreated, {
        organizationId: "org-trace",
        traceparent,
        data: { ...OrganizationCreated.example, organizationId: "org-trace" },
      }),
    )
    const [row] = await service.rows(
      "select detail->'metadata'->>'traceparent' as traceparent from outbox where organization_id = 'org-trace'",
    )
    assert.match(String(row?.["traceparent"]), /^00-4bf92f3577b34da6a3ce929d0e0e4736-/)
  })
})

const permutations = (items: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> =>
  items.length < 2
    ? [items]
    : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))
