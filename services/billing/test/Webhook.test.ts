import { assert, describe, it } from "vitest"
import { field, receive, sign } from "./Harness.ts"

const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
const event = (type: string, object: object) => JSON.stringify({ id: "evt_1", object: "event", type, data: { object } })
const subscription = event("customer.subscription.created", {
  id: "sub_1",
  object: "subscription",
  customer: "cus_1",
  metadata: { traceparent: `00-${trace}-00f067aa0ba902b7-01` },
})
const now = () => Math.floor(Date.now() / 1000)

const dataOf = (detail: string | undefined): unknown => field(JSON.parse(detail ?? "{}"), "data")

describe("Stripe's webhook", () => {
  it("puts on the bus what to ask Stripe about, in the trace that it belongs to", async () => {
    const { answer, published } = await receive(subscription, sign(subscription))
    assert.equal(answer.statusCode, 200)
    assert.lengthOf(published, 1)
    assert.deepEqual(dataOf(published[0]?.detail), {
      providerEventId: "evt_1",
      providerType: "customer.subscription.created",
      objectId: "sub_1",
      parentId: "cus_1",
    })
    assert.match(published[0]?.traceparent ?? "", new RegExp(`^00-${trace}-`))
  })

  it("takes the same event twice: what is done once is the consumer's to see", async () => {
    for (const _ of [1, 2]) assert.equal((await receive(subscription, sign(subscription))).answer.statusCode, 200)
  })

  it("begins a trace of its own for what happens later", async () => {
    const renewed = subscription.replace("subscription.created", "subscription.updated")
    const { published } = await receive(renewed, sign(renewed))
    assert.notInclude(published[0]?.traceparent, trace)
  })

  it.each([
    ["an expanded customer", { id: "in_1", object: "invoice", customer: { id: "cus_1", name: "A" } }, "cus_1"],
    ["the customer itself", { id: "cus_1", object: "customer", metadata: {} }, "cus_1"],
    ["no customer", { id: "price_1", object: "price", metadata: null }, null],
    ["no id", { object: "invoice", customer: "cus_1" }, "cus_1"],
  ])("finds whose it is: %s", async (_, object, parentId) => {
    const body = event("some.event", object)
    const { answer, published } = await receive(body, sign(body))
    assert.equal(answer.statusCode, 200)
    assert.include(dataOf(published[0]?.detail), { parentId })
  })

  it.each<[string, Readonly<Record<string, string>>]>([
    ["none", {}],
    ["an empty one", { "stripe-signature": "" }],
    ["garbage", { "stripe-signature": "t=now,v1=zz" }],
    ["another secret's", sign(subscription, now(), "whsec_other")],
    ["another body's", sign(subscription.replace("cus_1", "cus_2"))],
    ["an old one", sign(subscription, now() - 301)],
    ["one from the future", sign(subscription, now() + 310)],
    ["one without a time", { "stripe-signature": sign(subscription)["Stripe-Signature"].replace(/^t=\d+,/, "") }],
  ])("refuses a signature that is not right: %s", async (_, headers) => {
    const { answer, published } = await receive(subscription, headers)
    assert.equal(answer.statusCode, 401)
    assert.include(JSON.parse(answer.body), { code: "signature_invalid" })
    assert.deepEqual(published, [])
  })

  it.each(["not json", "{}", JSON.stringify({ id: "evt_1", object: "v2.core.event", type: "v1.x" }), "null"])(
    "refuses a signed body that is no event: %s",
    async (body) => {
      const { answer, published } = await receive(body, sign(body))
      assert.equal(answer.statusCode, 400)
      assert.deepEqual(published, [])
    },
  )
})
