import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { plans } from "@tango/contracts/Plans"
import { subscriptions } from "@tango/contracts/subscriptions/Identity"
import { SystemSql } from "@tango/tenancy/Database"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { queryRows } from "@tango/testing/ServiceUnderTest"
import { ConfigProvider, Effect, Layer } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { AuditRetention } from "../src/AuditRetention.ts"
import { csvField } from "../src/domain/AuditExport.ts"
import { layerReactions } from "../src/reactions/LayerReactions.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { type Enterprise, field, isProblem, type LoggedIn, startEnterprise } from "./Enterprise.ts"

let at: Enterprise
let consumer: ConsumerUnderTest
beforeAll(async () => {
  at = await startEnterprise()
  consumer = startConsumer({ reactions, layer: layerReactions, env: at.service.env })
})
afterAll(async () => {
  await consumer.close()
  await at.close()
})

const { projectsAuditRecorded: projects, billingAuditRecorded: billing } = subscriptions

const entry = (action: string, n: number, details: Record<string, string> = {}) => ({
  organizationId: "ignored",
  actor: { kind: "member" as const, id: `member-${n % 3}` },
  action,
  target: { type: "project", id: `project-${n}` },
  details,
})

/** A log with the founder's own entries and `count` of the projects context. */
const logOf = async (slug: string, count: number): Promise<LoggedIn> => {
  const ada = await at.signUp(`ada@${slug}.example`, slug)
  const messages = Array.from({ length: count }, (_, n) =>
    busMessage(projects, { organizationId: ada.organizationId, data: entry("project.archived", n) }),
  )
  assert.deepEqual(await consumer.deliver(...messages), [])
  return ada
}

const verification = async (as: LoggedIn) => Object((await at.call(as, "GET", "/audit-log/verification")).body)

/** As somebody with the database's own rights. */
const tamper = (statement: string, ...parameters: ReadonlyArray<unknown>) => at.service.rows(statement, parameters)

describe("the audit log", () => {
  it("has what every context recorded, once, in one unbroken chain, however many come at the same time", async () => {
    const ada = await logOf("chain", 40)
    const message = busMessage(billing, { organizationId: ada.organizationId, data: entry("invoice.paid", 1) })
    await consumer.deliver(message, message)
    await consumer.deliver(message)
    const { state, entries, lastSequence } = await verification(ada)
    assert.deepEqual({ state, entries, lastSequence }, { state: "intact", entries: 43, lastSequence: 43 })
  })

  it("is filtered and paged, with names where they are known, and is an admin's to read", async () => {
    const ada = await logOf("filters", 30)
    const all = await at.call(ada, "GET", "/audit-log?action=project.&limit=20")
    assert.lengthOf(Object(field(all, "items")), 20)
    const rest = await at.call(
      ada,
      "GET",
      `/audit-log?action=project.&limit=20&cursor=${String(field(all, "next_cursor"))}`,
    )
    assert.lengthOf(Object(field(rest, "items")), 10)
    assert.isNull(field(rest, "next_cursor"))
    const one = await at.call(ada, "GET", "/audit-log?actor=member-1&target=project-4")
    assert.lengthOf(Object(field(one, "items")), 1)
    const own = await at.call(ada, "GET", `/audit-log?action=member.joined&actor=${ada.memberId}`)
    assert.deepInclude(field(own, "items", "0"), { actorName: "ada@filters.example", ip: "127.0.0.1" })
    const past = await at.call(ada, "GET", "/audit-log?to=2020-01-01T00:00:00Z")
    assert.deepEqual(field(past, "items"), [])
    isProblem(await at.call(ada, "GET", "/audit-log?from=yesterday"), 400, "invalid_request")
    const grace = await at.join(ada, "grace@filters.example", "member")
    isProblem(await at.call(grace, "GET", "/audit-log"), 403, "forbidden")
  })

  it("is exported whole, as CSV that no spreadsheet takes for formulas and as JSON", async () => {
    const ada = await logOf("export", 0)
    const { features, limits } = plans.pro
    await consumer.deliver(
      busMessage(OrganizationEntitlementsChanged, {
        organizationId: ada.organizationId,
        data: { organizationId: ada.organizationId, plan: "pro", features, limits, overridden: [] },
      }),
    )
    // More than are read at once.
    await tamper(
      `insert into audit_entries select $1, 10 + n, uuidv7(), now(), 'member', 'member-' || n, 'project.archived', 'project',
        'project-' || n, null, '{}', null, 'unchecked' from generate_series(1, 600) n`,
      ada.organizationId,
    )
    const nasty = entry("project.renamed", 1, { to: '=HYPERLINK("x"), "y"' })
    await consumer.deliver(
      busMessage(projects, {
        organizationId: ada.organizationId,
        data: { ...nasty, actor: { kind: "member", id: "=1+1" } },
      }),
    )
    const csv = await at.call(ada, "GET", "/audit-log/export?format=csv")
    assert.match(csv.headers.get("content-type") ?? "", /^text\/csv/)
    assert.match(csv.headers.get("content-disposition") ?? "", /attachment; filename="audit-log.csv"/)
    const lines = String(csv.body).trimEnd().split("\r\n")
    assert.lengthOf(lines, 604)
    assert.include(csv.body, ",'=1+1,")
    const json = await at.call(ada, "GET", "/audit-log/export?format=json&action=project.renamed")
    assert.lengthOf(Object(json.body), 1)
    assert.deepInclude(field(json, "0"), { action: "project.renamed", details: nasty.details })
    const none = await at.call(ada, "GET", "/audit-log/export?format=json&action=nothing")
    assert.deepEqual(none.body, [])
  })

  it.each(["=1", "+1", "-1", "@x", "\tx", "\rx"])("does not begin a field of a CSV file with %j", (text) => {
    assert.match(csvField(text), /^"?'/)
  })
})

describe("a log that was meddled with", () => {
  it("shows an altered row, whatever was altered", async () => {
    for (const [n, change] of [
      "actor_id = 'somebody-else'",
      "details = '{\"a\": 1}'",
      "at = at - interval '1 day'",
      "ip = '10.0.0.1'",
    ].entries()) {
      const ada = await logOf(`altered-${n}`, 5)
      await tamper(`update audit_entries set ${change} where organization_id = $1 and sequence = 4`, ada.organizationId)
      const { faults, state } = await verification(ada)
      assert.deepEqual({ faults, state }, { faults: [{ sequence: 4, kind: "altered" }], state: "broken" })
    }
  })

  it("shows a row that is missing, also the first and the last", async () => {
    for (const sequence of [1, 4, 7]) {
      const ada = await logOf(`missing-${sequence}`, 5)
      await tamper(
        "delete from audit_entries where organization_id = $1 and sequence = $2",
        ada.organizationId,
        sequence,
      )
      const { faults, state } = await verification(ada)
      assert.deepEqual({ faults, state }, { faults: [{ sequence, kind: "missing" }], state: "broken" })
    }
  })

  it("cannot be altered by the role that serves requests", async () => {
    for (const statement of ["update audit_entries set ip = null", "delete from audit_entries"]) {
      const refused = await queryRows(at.service.database.appUrl, statement).then(
        () => false,
        () => true,
      )
      assert.isTrue(refused, statement)
    }
  })
})

describe("old entries", () => {
  it("go after their time, and what is left is still a chain", async () => {
    const ada = await logOf("retention", 5)
    await at.call(ada, "PATCH", "/organization", { name: "Retention Ltd" })
    // Written as old as they claim to be, hashes and all: what is pruned need not be whole.
    await tamper(
      "update audit_entries set at = now() - interval '500 days' where organization_id = $1 and sequence <= 3",
      ada.organizationId,
    )
    const config = ConfigProvider.layer(ConfigProvider.fromUnknown(at.service.env))
    const report = await AuditRetention.use(({ prune }) => prune).pipe(
      Effect.provide(AuditRetention.layer.pipe(Layer.provide(SystemSql.layer), Layer.provide(config))),
      Effect.runPromise,
    )
    assert.deepEqual(report, { organizations: 1, entries: 3 })
    const { entries, firstSequence, state } = await verification(ada)
    assert.deepEqual({ entries, firstSequence, state }, { entries: 5, firstSequence: 4, state: "intact" })
  })
})
