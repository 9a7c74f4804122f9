import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { ExportRequested } from "@tango/contracts/events/IdentityEvents"
import { plans } from "@tango/contracts/Plans"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, it } from "vitest"
import { layerReactions } from "../src/reactions/LayerReactions.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { type Enterprise, field, isProblem, startEnterprise } from "./Enterprise.ts"
import { startStorage } from "./StorageUnderTest.ts"

let at: Enterprise
let consumer: ConsumerUnderTest
let storage: Awaited<ReturnType<typeof startStorage>>
beforeAll(async () => {
  storage = await startStorage()
  at = await startEnterprise()
  consumer = startConsumer({ reactions, layer: layerReactions, env: at.service.env })
})
afterAll(async () => {
  await consumer.close()
  await at.close()
  await storage.close()
})

const exports = "/audit-log/exports"

it("the log is written to a file in the background, told once, and fetched by the own admins alone", async () => {
  const ada = await at.signUp("ada@exports.example", "exports")
  const eve = await at.signUp("eve@other.example", "other")
  isProblem(await at.call(ada, "POST", exports, { format: "csv" }), 403, "feature_not_included")
  const { features, limits } = plans.pro
  for (const { organizationId } of [ada, eve])
    await consumer.deliver(
      busMessage(OrganizationEntitlementsChanged, {
        organizationId,
        data: { organizationId, plan: "pro", features, limits, overridden: [] },
      }),
    )
  // More than one part of S3's, and more than are read at once.
  await at.service.rows(
    `insert into audit_entries select $1, 100 + n, uuidv7(), now(), 'member', 'member-' || n, 'project.archived',
      'project', 'project-' || n, null, jsonb_build_object('note', repeat('x', 9000)), null, 'unchecked'
      from generate_series(1, 1200) n`,
    [ada.organizationId],
  )
  const started = await at.call(ada, "POST", exports, { format: "csv", action: "project." })
  assert.equal(started.status, 200, JSON.stringify(started.body))
  const exportId = String(field(started, "exportId"))
  const address = `${exports}/${exportId}/address`
  isProblem(await at.call(ada, "GET", address), 404, "not_found")
  const requested = busMessage(ExportRequested, {
    organizationId: ada.organizationId,
    data: { organizationId: ada.organizationId, exportId },
  })
  assert.deepEqual(await consumer.deliver(requested, requested), [])
  assert.deepEqual(await consumer.deliver(requested), [])
  const listed = await at.call(ada, "GET", exports)
  assert.include(field(listed, "0"), { exportId, state: "ready" })
  const told = await at.service.rows(
    "select detail->'data' as data from outbox where type = 'identity.export.ready.v1' and organization_id = $1",
    [ada.organizationId],
  )
  assert.lengthOf(told, 1)
  assert.include(Object(told[0]?.["data"]), { exportId, memberId: ada.memberId, fileName: field(started, "fileName") })
  const file = await fetch(String(field(await at.call(ada, "GET", address), "url")))
  assert.include(file.headers.get("content-disposition"), String(field(started, "fileName")))
  assert.lengthOf((await file.text()).trimEnd().split("\r\n"), 1201)
  isProblem(await at.call(eve, "GET", address), 404, "not_found")
  assert.deepEqual((await at.call(eve, "GET", exports)).body, [])
  await at.service.rows("update audit_exports set expires_at = now() - interval '1 second'")
  isProblem(await at.call(ada, "GET", address), 404, "not_found")
  const grace = await at.join(ada, "grace@exports.example", "member")
  isProblem(await at.call(grace, "POST", exports, { format: "csv" }), 403, "forbidden")
})
