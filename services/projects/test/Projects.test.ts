import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { type ServiceUnderTest, startService } from "@tango/testing/ServiceUnderTest"
import { Layer } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { reactions } from "../src/reactions/Reactions.ts"

const path = "/api/projects/projects"
let service: ServiceUnderTest
let consumer: ConsumerUnderTest

beforeAll(async () => {
  service = await startService({ service: "projects", routes: layerRoutes, migrations })
  consumer = startConsumer({ reactions, layer: Layer.empty, env: service.env })
})
afterAll(async () => {
  await consumer.close()
  await service.close()
})

const create = (token: string, name: string, headers: Record<string, string> = {}) =>
  service.request("POST", path, { token, body: { name }, headers })

const entitlements = (organizationId: string, plan: "free" | "pro", projects: number | null, sequence: number) =>
  busMessage(OrganizationEntitlementsChanged, {
    organizationId,
    sequence,
    data: { organizationId, plan, features: [], limits: { projects, seats: null, storageBytes: null } },
  })

describe("projects within the plan", () => {
  it("admits three on Free, refuses the fourth, and admits it once entitlements has raised the limit", async () => {
    const token = await service.token({ organizationId: "org-plan" })
    for (const name of ["One", "Two", "Three"]) assert.equal((await create(token, name)).status, 201)
    const refused = await create(token, "Four")
    assert.equal(refused.status, 403)
    assert.include(refused.body, { code: "project_limit_reached", plan: "free", limit: 3 })
    assert.deepEqual(await consumer.deliver(entitlements("org-plan", "pro", 100, 1)), [])
    assert.equal((await create(token, "Four")).status, 201)
  })

  it("admits exactly as many as the plan allows when all ask at once", async () => {
    const token = await service.token({ organizationId: "org-rush" })
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => create(token, `P${n}`)))
    assert.equal(answers.filter((answer) => answer.status === 201).length, 3)
  })

  it("ignores older entitlements, whatever order they come in and however often", async () => {
    const token = await service.token({ organizationId: "org-order" })
    const newer = entitlements("org-order", "pro", 100, 5)
    assert.deepEqual(await consumer.deliver(newer, entitlements("org-order", "free", 0, 4), newer), [])
    assert.equal((await create(token, "Still allowed")).status, 201)
  })

  it("makes room when a project is archived, and archives once", async () => {
    const token = await service.token({ organizationId: "org-archive" })
    const made = await create(token, "One")
    assert.isObject(made.body)
    const id = Reflect.get(made.body ?? {}, "projectId")
    for (const name of ["Two", "Three"]) await create(token, name)
    const first = await service.request("POST", `${path}/${id}/archive`, { token })
    assert.equal(Reflect.get(first.body ?? {}, "status"), "archived")
    assert.equal((await service.request("POST", `${path}/${id}/archive`, { token })).status, 200)
    assert.equal((await create(token, "Four")).status, 201)
    const events = await service.rows("select sequence from outbox where subject = $1 order by sequence", [
      `project/${id}`,
    ])
    assert.deepEqual(events, [{ sequence: 1 }, { sequence: 2 }])
  })
})

describe("tenants", () => {
  it("see nothing of each other: a foreign project looks like an unknown one", async () => {
    const mine = await service.token({ organizationId: "org-mine" })
    const theirs = await service.token({ organizationId: "org-theirs" })
    const id = Reflect.get((await create(mine, "Secret")).body ?? {}, "projectId")
    for (const [method, suffix] of [
      ["GET", ""],
      ["POST", "/archive"],
    ] as const) {
      const foreign = await service.request(method, `${path}/${id}${suffix}`, { token: theirs })
      assert.equal(foreign.status, 404)
      assert.include(foreign.body, { code: "not_found" })
    }
    assert.deepEqual(Reflect.get((await service.request("GET", path, { token: theirs })).body ?? {}, "items"), [])
  })
})

describe("requests", () => {
  it("are done once for an Idempotency-Key, also when sent at the same time, and refused when the body is another", async () => {
    const token = await service.token({ organizationId: "org-idem" })
    const headers = { "idempotency-key": "key-1" }
    const answers = await Promise.all([create(token, "Once", headers), create(token, "Once", headers)])
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [201, 201],
    )
    assert.deepEqual(answers[0]?.body, answers[1]?.body)
    const other = await create(token, "Other", headers)
    assert.equal(other.status, 422)
    assert.include(other.body, { code: "idempotency_key_reused" })
  })

  it("are paged by cursor, newest first, without gap or repeat", async () => {
    const token = await service.token({ organizationId: "org-pages" })
    await consumer.deliver(entitlements("org-pages", "pro", 100, 1))
    for (let n = 0; n < 5; n++) await create(token, `P${n}`)
    const names: Array<string> = []
    let cursor: unknown = null
    do {
      const query: string = cursor === null ? "?limit=2" : `?limit=2&cursor=${String(cursor)}`
      const { body } = await service.request("GET", path + query, { token })
      for (const item of Reflect.get(body ?? {}, "items")) names.push(item.name)
      cursor = Reflect.get(body ?? {}, "next_cursor")
    } while (cursor !== null)
    assert.deepEqual(names, ["P4", "P3", "P2", "P1", "P0"])
    const wrong = await service.request("GET", `${path}?cursor=zzz`, { token })
    assert.include(wrong.body, { status: 400, code: "invalid_cursor" })
  })

  it("of a viewer may read and not write", async () => {
    const token = await service.token({ organizationId: "org-viewer", roles: ["stytch_member"] })
    assert.equal((await service.request("GET", path, { token })).status, 200)
    const refused = await create(token, "No")
    assert.equal(refused.status, 403)
    assert.include(refused.body, { code: "forbidden", permission: "projects:write" })
  })
})

describe("bad input", () => {
  const isProblem = (answer: { status: number; headers: Headers; body: unknown }, status: number, code: string) => {
    assert.equal(answer.status, status)
    assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/)
    assert.include(answer.body, { status, code })
    assert.match(String(Reflect.get(answer.body ?? {}, "traceId")), /^[0-9a-f]{32}$/)
  }

  it("is answered with a problem that has a code and the request's trace id", async () => {
    const token = await service.token({ organizationId: "org-bad" })
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    const nameless = await service.request("POST", path, { token, body: { name: "  " }, headers: { traceparent } })
    isProblem(nameless, 400, "invalid_request")
    assert.equal(Reflect.get(nameless.body ?? {}, "traceId"), "0af7651916cd43dd8448eb211c80319c")
    assert.match(nameless.headers.get("traceparent") ?? "", /^00-0af7651916cd43dd8448eb211c80319c-/)
    isProblem(await service.request("POST", path, { token, body: "{not json" }), 400, "invalid_request")
    isProblem(
      await service.request("POST", path, { token, body: { name: "x".repeat(2_000_000) } }),
      413,
      "payload_too_large",
    )
    isProblem(await service.request("GET", `${path}/not-a-uuid`, { token }), 400, "invalid_request")
    isProblem(await service.request("GET", "/api/projects/nowhere", { token }), 404, "not_found")
    isProblem(await service.request("GET", `${path}?limit=101`, { token }), 400, "invalid_request")
  })

  it("in a token is refused: none, forged, alg none, expired, another issuer, another audience, garbage", async () => {
    const good = await service.token({ organizationId: "org-jwt" })
    const [header, payload, signature] = good.split(".")
    const swap = JSON.parse(Buffer.from(payload ?? "", "base64url").toString())
    swap["https://stytch.com/organization"].organization_id = "org-victim"
    const forged = Buffer.from(JSON.stringify(swap)).toString("base64url")
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url")
    const tokens = [
      `${header}.${forged}.${signature}`,
      `${none}.${payload}.`,
      await service.token({ organizationId: "org-jwt", expiresIn: -60 }),
      await service.token({ organizationId: "org-jwt", issuer: "stytch.com/other" }),
      await service.token({ organizationId: "org-jwt", audience: "other" }),
      "garbage",
    ]
    for (const token of tokens) isProblem(await service.request("GET", path, { token }), 401, "unauthenticated")
    isProblem(await service.request("GET", path), 401, "unauthenticated")
    assert.equal((await service.request("GET", path, { token: good })).status, 200)
  })

  it("in a queue goes to the dead-letter queue with its reason and holds nobody up", async () => {
    const good = entitlements("org-queue", "pro", 100, 1)
    const wrong = good.replace('"plan":"pro"', '"plan":"gold"')
    assert.deepEqual(await consumer.deliver("not json", wrong, "{}", good), [])
    assert.deepEqual(
      consumer.deadLetters.map((letter) => letter.body),
      ["not json", wrong, "{}"],
    )
    for (const letter of consumer.deadLetters) assert.isNotEmpty(letter.reason)
    assert.equal(
      (await service.rows("select plan from entitlement_organizations where organization_id = 'org-queue'")).length,
      1,
    )
  })
})
