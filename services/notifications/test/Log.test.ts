import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { memberEvent, planChanged, type Stack, startStack } from "./Stack.ts"

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

const api = async (
  organizationId: string,
  method: string,
  path: string,
  options: { body?: unknown; key?: string } = {},
) => {
  const token = await stack.service.token({ organizationId })
  return stack.service.request(method, `/api/notifications${path}`, {
    token,
    ...(options.body === undefined ? {} : { body: options.body }),
    ...(options.key === undefined ? {} : { headers: { "idempotency-key": options.key } }),
  })
}
const items = async (organizationId: string, path: string) =>
  Object((await api(organizationId, "GET", path)).body).items as Array<Record<string, string>>
const join = (organizationId: string, name: string, role: "admin" | "member" = "member") =>
  stack
    .consumer()
    .deliver(
      memberEvent("joined", organizationId, { memberId: name, email: `${name}@${organizationId}.example`, role }),
    )

describe("the log of deliveries", () => {
  it("is searched by address, kind and state, and tells how each came along", async () => {
    await join("search", "ada", "admin")
    await join("search", "b_b")
    await stack.consumer().deliver(planChanged("search", "free", "pro"))
    assert.lengthOf(await items("search", "/deliveries?recipient=B_B"), 1)
    assert.isEmpty(await items("search", "/deliveries?recipient=b%25b"))
    assert.lengthOf(await items("search", "/deliveries?kind=plan_changed"), 1)
    assert.isEmpty(await items("search", "/deliveries?state=bounced"))
    const [one] = await items("search", "/deliveries?kind=plan_changed&state=sent")
    const { body } = await api("search", "GET", `/deliveries/${one?.["deliveryId"]}`)
    assert.deepEqual(
      Object(body).history.map((each: { state: string }) => each.state),
      ["queued", "sent"],
    )
    assert.equal((await api("other", "GET", `/deliveries/${one?.["deliveryId"]}`)).status, 404)
    assert.equal((await api("search", "GET", "/deliveries?state=lost")).status, 400)
  })

  it("sends again by hand, once for a key, to the address of now, and says so", async () => {
    await join("again", "bob")
    const renamed = { memberId: "bob", email: "robert@again.example", role: "member" as const }
    await stack.consumer().deliver(memberEvent("updated", "again", renamed, 2))
    const [first] = await items("again", "/deliveries")
    const path = `/deliveries/${first?.["deliveryId"]}/resend`
    const again = await api("again", "POST", path, { key: "k-1" })
    assert.equal(again.status, 201)
    assert.include(again.body, { recipient: "robert@again.example", resendOf: first?.["deliveryId"], state: "sent" })
    assert.equal(
      Object((await api("again", "POST", path, { key: "k-1" })).body).deliveryId,
      Object(again.body).deliveryId,
    )
    assert.lengthOf(stack.mails("robert@again.example"), 1)
    const audits = await stack.service.rows("select type from outbox where organization_id = 'again'")
    assert.include(
      audits.map((row) => row["type"]),
      "notifications.audit.recorded.v1",
    )
    assert.equal((await api("other", "POST", path)).status, 404)
    await stack.consumer().deliver(memberEvent("deactivated", "again", renamed, 3))
    assert.include((await api("again", "POST", path)).body, {
      code: "delivery_not_repeatable",
      reason: "member_deactivated",
    })
  })
})

describe("a suppressed address", () => {
  it("gets nothing until an admin takes it off the list, at the provider as well", async () => {
    await join("suppressed", "ada", "admin")
    const address = "ada@suppressed.example"
    const [mail] = stack.mails(address)
    const happen = (type: string) =>
      fetch(`${stack.resend.url}/_emulator/mail/${mail?.id}/events`, { method: "POST", body: JSON.stringify({ type }) })
    await happen("bounced")
    const { status } = await api("suppressed", "POST", "/suppressions", {
      body: { address: ` ${address.toUpperCase()} ` },
    })
    assert.equal(status, 201)
    await stack.consumer().deliver(planChanged("suppressed", "free", "pro"))
    assert.lengthOf(stack.mails(address), 1)
    const [delivery] = await items("suppressed", "/deliveries?kind=plan_changed")
    assert.include(delivery, { state: "suppressed" })
    const resend = await api("suppressed", "POST", `/deliveries/${delivery?.["deliveryId"]}/resend`)
    assert.include(resend.body, { reason: "address_suppressed" })
    const [entry] = await items("suppressed", "/suppressions?address=ADA")
    assert.include(entry, { address, reason: "manual" })
    const path = `/suppressions/${entry?.["suppressionId"]}`
    assert.equal((await api("other", "DELETE", path)).status, 404)
    assert.equal((await api("suppressed", "DELETE", path)).status, 204)
    const sent = await api("suppressed", "POST", `/deliveries/${delivery?.["deliveryId"]}/resend`)
    assert.equal(sent.status, 201)
    assert.equal(stack.mails(address)[0]?.lastEvent, "delivered")
  })

  it("is managed by admins alone", async () => {
    const token = await stack.service.token({ organizationId: "roles", roles: ["stytch_member", "member"] })
    const path = "/api/notifications/suppressions"
    assert.equal((await stack.service.request("GET", path, { token })).status, 403)
    assert.equal((await stack.service.request("POST", path, { token, body: { address: "a@b.example" } })).status, 403)
    assert.equal((await api("roles", "POST", "/suppressions", { body: { address: "nobody" } })).status, 400)
  })
})
