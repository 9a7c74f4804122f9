import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Billing, checkoutPath, pay, startBilling, subscriptionPath, text } from "./Harness.ts"

let billing: Billing
beforeAll(async () => {
  billing = await startBilling()
})
afterAll(() => billing.close())

const pro = { price: "pro_monthly", seats: 2 }
const free = {
  plan: "free",
  status: "none",
  price: null,
  seats: null,
  currentPeriodEnd: null,
  cancelAt: null,
  trialEnd: null,
  scheduled: null,
  overdue: null,
  mayTry: true,
}

const openSession = async (organizationId: string, headers: Record<string, string> = {}) => {
  const answer = await billing.checkout(organizationId, pro, headers)
  assert.equal(answer.status, 201)
  return { id: text(answer.body, "checkoutSessionId"), url: text(answer.body, "url") }
}

describe("a checkout", () => {
  it("leads from Free to Pro: session, payment page, return", async () => {
    assert.deepEqual(await billing.subscription("org-buy"), free)
    const session = await openSession("org-buy")
    const paid = await pay(session.url)
    assert.equal(paid.status, 303)
    assert.equal(paid.headers.get("location"), `http://localhost:8080/billing/return?session_id=${session.id}`)
    assert.deepEqual(await billing.subscription("org-buy"), free)
    const synced = await billing.syncCheckout("org-buy", session.id)
    assert.equal(synced.status, 200)
    assert.include(synced.body, { plan: "pro", status: "active", price: "pro_monthly", seats: 2, cancelAt: null })
    assert.deepEqual({ ...Object(await billing.subscription("org-buy")), duplicate: false }, synced.body)
    const [change, ...more] = await billing.changes("org-buy")
    assert.deepEqual(more, [])
    assert.nestedInclude(change, {
      sequence: 1,
      "detail.data.plan": "pro",
      "detail.data.previousPlan": "free",
      "detail.data.seats": 2,
      "detail.metadata.organizationid": "org-buy",
    })
  })

  it("carries who and why to Stripe, on the session and on the subscription", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    const session = await openSession("org-meta", { traceparent })
    const atStripe = await billing.stripe.checkout.sessions.retrieve(session.id)
    assert.equal(atStripe.client_reference_id, "org-meta")
    assert.equal(atStripe.metadata?.["organization_id"], "org-meta")
    assert.match(atStripe.metadata?.["traceparent"] ?? "", /^00-0af7651916cd43dd8448eb211c80319c-/)
    await pay(session.url)
    const [subscription] = (await billing.stripe.subscriptions.list({ customer: String(atStripe.customer) })).data
    assert.deepEqual(subscription?.metadata, { ...atStripe.metadata, seat_floor: "2" })
    // The return belongs to another trace; what it announces belongs to the one that asked for the Checkout.
    await billing.syncCheckout("org-meta", session.id)
    const [change] = await billing.changes("org-meta")
    assert.match(JSON.stringify(change), /"traceparent":"00-0af7651916cd43dd8448eb211c80319c-/)
  })

  it("is refused to an organization that has a subscription, also when we have not yet heard of it", async () => {
    const session = await openSession("org-twice")
    await pay(session.url)
    const refused = await billing.checkout("org-twice", { price: "business_annual", seats: 1 })
    assert.equal(refused.status, 409)
    assert.include(refused.body, { code: "already_subscribed", plan: "pro" })
    assert.include(await billing.subscription("org-twice"), { plan: "pro" })
    assert.lengthOf(await billing.changes("org-twice"), 1)
  })

  it("closes the one before: an organization has one open session", async () => {
    const first = await openSession("org-one")
    const second = await openSession("org-one")
    assert.notEqual(first.id, second.id)
    assert.equal((await billing.stripe.checkout.sessions.retrieve(first.id)).status, "expired")
    assert.equal((await billing.stripe.checkout.sessions.retrieve(second.id)).status, "open")
    assert.equal((await pay(first.url)).status, 200)
    assert.deepEqual(await billing.subscription("org-one"), free)
  })

  it("asked for many times at once leaves one customer and one open session", async () => {
    await Promise.all(Array.from({ length: 5 }, () => openSession("org-rush")))
    const customers = await billing.customersOf("org-rush")
    assert.lengthOf(customers, 1)
    const open = await billing.stripe.checkout.sessions.list({ customer: customers[0]?.id ?? "", status: "open" })
    assert.lengthOf(open.data, 1)
  })

  it("is opened once for an Idempotency-Key, also at the same time, and refused with another body", async () => {
    const headers = { "idempotency-key": "click-1" }
    const [one, other] = await Promise.all([openSession("org-key", headers), openSession("org-key", headers)])
    assert.deepEqual(one, other)
    assert.deepEqual(await openSession("org-key", headers), one)
    const reused = await billing.checkout("org-key", { ...pro, seats: 3 }, headers)
    assert.equal(reused.status, 422)
    assert.include(reused.body, { code: "idempotency_key_reused" })
    // The same key of another organization is another request.
    assert.notEqual((await openSession("org-key-2", headers)).id, one.id)
  })

  it("whose process died between Stripe's answer and the commit is the same session on the repeat", async () => {
    const headers = { "idempotency-key": "click-2" }
    const first = await openSession("org-crash", headers)
    await billing.service.rows("update checkouts set session_id = null where session_id = $1 returning 1", [first.id])
    assert.deepEqual(await openSession("org-crash", headers), first)
    assert.equal((await billing.stripe.checkout.sessions.retrieve(first.id)).status, "open")
  })
})

describe("who may", () => {
  it("a viewer and a member read, and do not buy", async () => {
    for (const roles of [["stytch_member"], ["stytch_member", "member"]]) {
      const token = await billing.service.token({ organizationId: "org-roles", roles })
      assert.equal((await billing.service.request("GET", subscriptionPath, { token })).status, 200)
      for (const path of [checkoutPath, `${checkoutPath}/cs_test_x/sync`]) {
        const refused = await billing.service.request("POST", path, { token, body: pro })
        assert.equal(refused.status, 403)
        assert.include(refused.body, { code: "forbidden", permission: "billing:write" })
      }
    }
    assert.equal((await billing.service.request("GET", subscriptionPath)).status, 401)
  })

  it("a foreign session looks like an unknown one", async () => {
    const theirs = await openSession("org-theirs")
    await openSession("org-mine")
    for (const id of [theirs.id, "cs_test_unknown"]) {
      const answer = await billing.syncCheckout("org-mine", id)
      assert.equal(answer.status, 404)
      assert.include(answer.body, { code: "not_found" })
    }
    assert.equal((await billing.syncCheckout("org-without-customer", theirs.id)).status, 404)
  })

  it("bad input is refused before anything happens", async () => {
    for (const body of [{ price: "gold", seats: 1 }, { price: "pro_monthly", seats: 0 }, { price: "pro_monthly" }, {}])
      assert.equal((await billing.checkout("org-bad", body)).status, 400)
    assert.equal((await billing.syncCheckout("org-bad", "nonsense")).status, 400)
    assert.lengthOf(await billing.customersOf("org-bad"), 0)
  })
})

describe("without Stripe", () => {
  it("a checkout and a return answer 503 and change nothing", async () => {
    const session = await openSession("org-down")
    await pay(session.url)
    await billing.fail("/v1/", 503, 30)
    for (const answer of [
      await billing.syncCheckout("org-down", session.id),
      await billing.checkout("org-down-new", pro),
      await billing.checkout("org-down", pro),
    ]) {
      assert.equal(answer.status, 503)
      assert.include(answer.body, { code: "provider_unavailable" })
    }
    assert.deepEqual(await billing.subscription("org-down"), free)
    assert.deepEqual(await billing.changes("org-down"), [])
    await billing.heal()
    assert.include((await billing.syncCheckout("org-down", session.id)).body, { plan: "pro" })
    assert.equal((await billing.checkout("org-down-new", pro)).status, 201)
  })
})
