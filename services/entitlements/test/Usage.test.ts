import { MemberDeactivated } from "@tango/contracts/events/IdentityEvents"
import { AttachmentUploaded, ProjectArchived, ProjectCreated } from "@tango/contracts/events/ProjectsEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { randomUUID } from "node:crypto"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { codeOf, member, type Stack, start } from "./Stack.ts"

let stack: Stack
beforeAll(async () => {
  stack = await start()
})
afterAll(() => stack.close())

type Ask = Awaited<ReturnType<Stack["organization"]>>["ada"]
const consume = (ask: Ask, amount: number, key: string = randomUUID()) =>
  ask("POST", "/usage/apiCalls/consume", { amount, key })
const release = (ask: Ask, key: string) => ask("POST", "/usage/apiCalls/release", { key })
const statuses = (answers: ReadonlyArray<{ status: number }>) => {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
const meter = async (ask: Ask, limitName: string) => {
  const { body } = await ask("GET", "/organization/usage")
  return Reflect.get(body ?? {}, "meters").find((one: { limitName: string }) => one.limitName === limitName)
}

describe("admission", () => {
  it("lets exactly ten of a hundred at once have the last ten units", async () => {
    const { ada } = await stack.organization()
    await consume(ada, 990)
    const answers = await Promise.all(Array.from({ length: 100 }, () => consume(ada, 1)))
    assert.deepEqual(statuses(answers), { 200: 10, 403: 90 })
    const refused = answers.find(({ status }) => status === 403)
    assert.deepInclude(refused?.body, { code: "usage_limit_reached", limit: 1_000, used: 1_000, plan: "free" })
    assert.deepInclude(await meter(ada, "apiCallsPerMonth"), { used: 1_000, limit: 1_000, state: "reached" })
  })

  it("counts a key once, also when it comes at the same time, and refuses it for another amount", async () => {
    const { ada, id } = await stack.organization()
    const answers = await Promise.all(Array.from({ length: 10 }, () => consume(ada, 5, "once")))
    assert.deepEqual(statuses(answers), { 200: 10 })
    for (const { body } of answers) assert.deepEqual(body, answers[0]?.body)
    assert.deepInclude(await meter(ada, "apiCallsPerMonth"), { used: 5 })
    assert.equal(codeOf(await consume(ada, 6, "once")), "idempotency_key_reused")
    assert.lengthOf(await stack.told(id, "entitlements.usage.recorded.v1"), 1)
  })

  it("gives back what was released, once, and says so to billing", async () => {
    const { ada, id } = await stack.organization()
    await consume(ada, 1_000, "all")
    assert.equal(codeOf(await consume(ada, 1)), "usage_limit_reached")
    const answers = await Promise.all([release(ada, "all"), release(ada, "all")])
    assert.deepEqual(statuses(answers), { 200: 2 })
    assert.deepInclude(await meter(ada, "apiCallsPerMonth"), { used: 0 })
    assert.equal((await consume(ada, 1_000)).status, 200)
    const amounts = (await stack.told(id, "entitlements.usage.recorded.v1")).map(({ amount }) => amount)
    assert.deepEqual(amounts, [1_000, -1_000, 1_000])
    assert.equal((await release(ada, "never")).status, 404)
    assert.deepInclude((await consume(ada, 1_000, "all")).body, { released: true })
  })

  it("warns at 80 and at 100 percent, once", async () => {
    const { ada, id } = await stack.organization()
    assert.deepInclude((await consume(ada, 799)).body, { warning: null })
    assert.deepInclude((await consume(ada, 1)).body, { warning: 80 })
    await consume(ada, 100)
    assert.deepInclude((await consume(ada, 100)).body, { warning: 100 })
    assert.deepEqual(
      (await stack.told(id, "entitlements.limit.approached.v1"))
        .filter(({ limitName }) => limitName === "apiCallsPerMonth")
        .map(({ percent, used }) => [percent, used]),
      [
        [80, 800],
        [100, 1_000],
      ],
    )
  })

  it("goes beyond the limit with credits, first with those that expire first, and refunds them", async () => {
    const { ada, operator } = await stack.organization()
    const credits = (amount: number, expiresAt: string | null) =>
      operator("POST", "/credits", { amount, reason: "Goodwill", expiresAt })
    assert.equal((await credits(50, null)).status, 201)
    await credits(30, "2099-01-01T00:00:00.000Z")
    await credits(1_000, "2000-01-01T00:00:00.000Z")
    const pool = async () => Reflect.get((await ada("GET", "/organization/usage")).body ?? {}, "credits")
    assert.deepInclude(await pool(), { balance: 80 })
    assert.deepInclude((await consume(ada, 1_040, "big")).body, { fromCredits: 40, used: 1_000 })
    assert.deepEqual(await pool(), { balance: 40, lots: [{ remaining: 40, expiresAt: null }] })
    assert.deepInclude((await consume(ada, 41)).body, { code: "usage_limit_reached", credits: 40 })
    await release(ada, "big")
    assert.deepInclude(await pool(), { balance: 80 })
    const rush = await Promise.all(Array.from({ length: 30 }, () => consume(ada, 100)))
    assert.deepEqual(statuses(rush), { 200: 10, 403: 20 })
    const last = await Promise.all(Array.from({ length: 20 }, () => consume(ada, 10)))
    assert.deepEqual(statuses(last), { 200: 8, 403: 12 })
    assert.deepInclude(await pool(), { balance: 0 })
  })

  it("refuses an unknown feature, an amount that is none, and a viewer: nothing is counted", async () => {
    const { ada, luigi } = await stack.organization()
    for (const amount of [-1, 0, 1.5, "1", null]) {
      const answer = await ada("POST", "/usage/apiCalls/consume", { amount, key: "k" })
      assert.equal(answer.status, 400)
      assert.equal(codeOf(answer), "invalid_request")
    }
    assert.equal(codeOf(await ada("POST", "/usage/teleports/consume", { amount: 1, key: "k" })), "invalid_request")
    assert.equal(codeOf(await consume(luigi, 1)), "forbidden")
    assert.deepInclude(await meter(ada, "apiCallsPerMonth"), { used: 0 })
  })
})

describe("what is held", () => {
  it("is counted from what its services say, in whatever order and however often", async () => {
    const { ada, id } = await stack.organization()
    const data = { ...ProjectCreated.example, organizationId: id, actorId: "ada" }
    const created = busMessage(ProjectCreated, { organizationId: id, sequence: 1, data })
    const archived = busMessage(ProjectArchived, { organizationId: id, sequence: 2, data })
    const other = busMessage(ProjectCreated, {
      organizationId: id,
      data: { ...data, projectId: "019ab3f2-6d1e-7cc3-98c1-000000000002" },
    })
    const file = { ...AttachmentUploaded.example, organizationId: id, actorId: "ada", sizeBytes: 5_000_000_000 }
    await stack.tell(archived, created, other, created, archived)
    await stack.tell(busMessage(AttachmentUploaded, { organizationId: id, data: file }))
    assert.deepInclude(await meter(ada, "projects"), { used: 1, limit: 3, state: "fine", resetsAt: null })
    assert.deepInclude(await meter(ada, "storageBytes"), { used: 5_000_000_000, state: "reached" })
    assert.deepInclude(await meter(ada, "seats"), { used: 4, limit: 3, state: "reached" })
    const warned = await stack.told(id, "entitlements.limit.approached.v1")
    assert.deepInclude(warned, {
      organizationId: id,
      limitName: "storageBytes",
      limit: 1024 ** 3,
      used: 5_000_000_000,
      percent: 100,
    })
    await stack.tell(
      busMessage(MemberDeactivated, { organizationId: id, sequence: 2, data: member(id, "luigi", "viewer") }),
    )
    assert.deepInclude(await meter(ada, "seats"), { used: 3 })
  })
})
