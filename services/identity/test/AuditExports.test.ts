import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { ExportRequested } from "@tango/contracts/events/IdentityEvents"
import { plans } from "@tango/contracts/Plans"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { queryRows } from "@tango/testing/ServiceUnderTest"
import { ConfigProvider, Effect, Layer } from "effect"
import { afterAll, assert, beforeAll, it } from "vitest"
import { AuditExportWriter } from "../src/AuditExportWriter.ts"
import { layerReactions } from "../src/reactions/LayerReactions.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { type Enterprise, field, isProblem, type LoggedIn, startEnterprise } from "./Enterprise.ts"
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

const onPro = async (...all: ReadonlyArray<LoggedIn>) => {
  const { features, limits } = plans.pro
  for (const { organizationId } of all)
    await consumer.deliver(
      busMessage(OrganizationEntitlementsChanged, {
        organizationId,
        data: { organizationId, plan: "pro", features, limits, overridden: [] },
      }),
    )
}
const requested = ({ organizationId }: LoggedIn, exportId: string) =>
  busMessage(ExportRequested, { organizationId, data: { organizationId, exportId } })
const ask = async (as: LoggedIn, body: object = { format: "csv" }, headers: Record<string, string> = {}) => {
  const started = await at.call(as, "POST", exports, body, headers)
  assert.equal(started.status, 200, JSON.stringify(started.body))
  return String(field(started, "exportId"))
}
const nobodyWrites = () => at.service.rows("update audit_exports set claimed_until = now() where state = 'requested'")

/** Runs the job as its function does. */
const runJob = (env: Readonly<Record<string, string>> = {}) => {
  const config = ConfigProvider.layer(ConfigProvider.fromUnknown({ ...at.service.env, ...env }))
  const platform = Layer.mergeAll(TenantSql.layer, SystemSql.layer, OutboxSignal.layer)
  const layer = AuditExportWriter.layer.pipe(Layer.provide(platform), Layer.provide(config))
  return Effect.runPromise(AuditExportWriter.use(({ writeWaiting }) => writeWaiting).pipe(Effect.provide(layer)))
}

it("the log is written to a file in the background, told once, and fetched by the own admins alone", async () => {
  const ada = await at.signUp("ada@exports.example", "exports")
  const eve = await at.signUp("eve@other.example", "other")
  isProblem(await at.call(ada, "POST", exports, { format: "csv" }), 403, "feature_not_included")
  await onPro(ada, eve)
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
  const message = requested(ada, exportId)
  assert.deepEqual(await consumer.deliver(message, message), [])
  assert.deepEqual(await consumer.deliver(message), [])
  // A slow machine leaves as much as this to the job.
  await nobodyWrites()
  await runJob()
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

it("the same wish of the same admin is one file while it is being written, and one answer for a key", async () => {
  const ada = await at.signUp("ada@wishes.example", "wishes")
  const bob = await at.join(ada, "bob@wishes.example", "admin")
  await onPro(ada)
  const filter = { format: "csv", action: "project.", from: "2026-01-01T00:00:00.000Z" }
  const [first, ...others] = await Promise.all([ask(ada, filter), ask(ada, filter), ask(ada, filter)])
  assert.deepEqual(others, [first, first])
  const told = await at.service.rows(
    "select from outbox where type = 'identity.export.requested.v1' and organization_id = $1",
    [ada.organizationId],
  )
  assert.lengthOf(told, 1)
  const different = [
    await ask(ada, { ...filter, format: "json" }),
    await ask(ada, { ...filter, action: "member." }),
    await ask(bob, filter),
  ]
  assert.equal(new Set([first, ...different]).size, 4)
  const key = { "idempotency-key": "wish-1" }
  const kept = await ask(ada, { format: "csv" }, key)
  assert.deepEqual(await consumer.deliver(requested(ada, kept)), [])
  assert.equal(await ask(ada, { format: "csv" }, key), kept)
  isProblem(await at.call(ada, "POST", exports, { format: "json" }, key), 422, "idempotency_key_reused")
  assert.notEqual(await ask(ada), kept)
})

it("what the storage does not take is tried again by the job, and is said to have failed in the end", async () => {
  const ada = await at.signUp("ada@failing.example", "failing")
  await onPro(ada)
  await at.service.rows("delete from audit_exports")
  const nowhere = { UPLOADS_BUCKET: "no-such-bucket" }
  const failing = startConsumer({ reactions, layer: layerReactions, env: { ...at.service.env, ...nowhere } })
  const [lost, late] = [await ask(ada), await ask(ada, { format: "json" })]
  // The message is done: the row remembers what is to be done.
  assert.deepEqual(await failing.deliver(requested(ada, lost), requested(ada, late)), [])
  await failing.close()
  assert.deepEqual(await runJob(nowhere), { tried: 0 })
  await nobodyWrites()
  assert.deepEqual(await runJob(nowhere), { tried: 2 })
  await at.service.rows("update audit_exports set claimed_until = now() where export_id = $1", [late])
  assert.deepEqual(await runJob(), { tried: 1 })
  for (let run = 0; run < 2; run++) {
    await nobodyWrites()
    assert.deepEqual(await runJob(nowhere), { tried: 1 })
  }
  await nobodyWrites()
  assert.deepEqual(await runJob(nowhere), { tried: 0 })
  const { body } = await at.call(ada, "GET", exports)
  assert.deepEqual(
    Object.fromEntries(Array.from(Object(body), (each) => [Object(each).exportId, Object(each).state])),
    { [lost]: "failed", [late]: "ready" },
  )
  assert.include(JSON.stringify(body), '"failure":"storage_unavailable"')
  isProblem(await at.call(ada, "GET", `${exports}/${lost}/address`), 404, "not_found")
  assert.notEqual(await ask(ada), lost)
})

it("a log that takes longer than moments is left to the job, and a run that died has had its try", async () => {
  const ada = await at.signUp("ada@slow.example", "slow")
  await onPro(ada)
  await at.service.rows("delete from audit_exports")
  const exportId = await ask(ada)
  const { ownerUrl } = at.service.database
  // For longer than the consumer waits, nobody can read the log.
  const locked = queryRows(
    ownerUrl,
    "do $$ begin lock table audit_entries in access exclusive mode; perform pg_sleep(3.5); end $$",
  )
  const holds =
    "select from pg_locks where mode = 'AccessExclusiveLock' and granted and relation = 'audit_entries'::regclass"
  while ((await queryRows(ownerUrl, holds)).length === 0);
  assert.deepEqual(await consumer.deliver(requested(ada, exportId)), [])
  assert.deepInclude(await at.service.rows("select state, attempts from audit_exports"), {
    state: "requested",
    attempts: 1,
  })
  await locked
  await nobodyWrites()
  assert.deepEqual(await runJob(), { tried: 1 })
  assert.include(field(await at.call(ada, "GET", exports), "0"), { exportId, state: "ready", failure: null })
  const dying = await ask(ada, { format: "json" })
  await at.service.rows("update audit_exports set attempts = 4, claimed_until = now() where export_id = $1", [dying])
  assert.deepEqual(await runJob(), { tried: 1 })
  assert.include(field(await at.call(ada, "GET", exports), "0"), {
    exportId: dying,
    state: "failed",
    failure: "not_finished",
  })
})
