import { kinds } from "@tango/contracts/api/NotificationsApi"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { memberEvent, type Stack, startStack } from "./Stack.ts"

const path = "/api/notifications/deliveries"
let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

const items = (body: unknown): ReadonlyArray<{ recipient: string; kind: string; state: string }> =>
  Reflect.get(body ?? {}, "items")

describe("the preview of e-mails", () => {
  const preview = async (path = "") => stack.service.request("GET", `/api/notifications/preview${path}`)

  it("has every kind, light beside dark whatever the browser prefers, and as text", async () => {
    const all = String((await preview()).body)
    for (const kind of [...kinds, "digest"])
      for (const scheme of ["light", "dark"]) assert.include(all, `/preview/${kind}?scheme=${scheme}"`)
    const [light, dark] = await Promise.all([preview("/welcome?scheme=light"), preview("/welcome?scheme=dark")])
    assert.include(light.body, "@media not all")
    assert.include(dark.body, "@media all")
    assert.notInclude(String(light.body) + String(dark.body), "prefers-color-scheme")
    assert.match(String((await preview("/welcome?form=text")).body), /^Analytical Engines/u)
    assert.equal((await preview("/nothing")).status, 404)
  })
})

describe("the list of deliveries", () => {
  it("is for admins: a member and a viewer may not see it, and nobody without a session", async () => {
    const { service } = stack
    const admin = await service.token({ organizationId: "org-roles" })
    assert.deepEqual((await service.request("GET", path, { token: admin })).body, { items: [], next_cursor: null })
    for (const roles of [["stytch_member"], ["stytch_member", "member"]]) {
      const token = await service.token({ organizationId: "org-roles", roles })
      const refused = await service.request("GET", path, { token })
      assert.equal(refused.status, 403)
      assert.include(refused.body, { code: "forbidden", permission: "deliveries:read" })
    }
    assert.equal((await service.request("GET", path)).status, 401)
  })

  it("is paged, newest first, and shows the own organization's only", async () => {
    const { service } = stack
    const consumer = stack.consumer()
    for (const n of [1, 2, 3, 4, 5])
      await consumer.deliver(
        memberEvent("joined", "org-pages", { memberId: `m${n}`, email: `p${n}@example.com`, role: "member" }),
      )
    await consumer.deliver(memberEvent("joined", "org-other", { memberId: "m1", email: "other@example.com" }))
    const token = await service.token({ organizationId: "org-pages" })
    const recipients: Array<string> = []
    let cursor: unknown = null
    do {
      const query: string = cursor === null ? "?limit=2" : `?limit=2&cursor=${String(cursor)}`
      const { body } = await service.request("GET", path + query, { token })
      recipients.push(...items(body).map((item) => item.recipient))
      cursor = Reflect.get(body ?? {}, "next_cursor")
    } while (cursor !== null)
    assert.deepEqual(
      recipients,
      [5, 4, 3, 2, 1].map((n) => `p${n}@example.com`),
    )
    const [first] = items((await service.request("GET", path, { token })).body)
    assert.include(first, { kind: "welcome", recipient: "p5@example.com", state: "sent" })
    assert.containsAllKeys(first, ["deliveryId", "createdAt"])
    const wrong = await service.request("GET", `${path}?cursor=zzz`, { token })
    assert.include(wrong.body, { status: 400, code: "invalid_cursor" })
  })
})
