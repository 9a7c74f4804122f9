import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Billing, buy, field, startBilling, text } from "./Harness.ts"

let billing: Billing
beforeAll(async () => {
  billing = await startBilling()
})
afterAll(() => billing.close())

const refused = (answer: { status: number; body: unknown }, status: number, code: string) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.include(answer.body, { code })
}
/** Everything that costs or gives money at Stripe, of one customer. */
const booked = async (customer: string) => ({
  invoices: (await billing.stripe.invoices.list({ customer, limit: 100 })).data.map(({ id, total }) => [id, total]),
  charges: (await billing.stripe.charges.list({ customer, limit: 100 })).data.map(({ id }) => id),
  balance: Object(await billing.stripe.customers.retrieve(customer)).balance,
})

// As they arrive: JSON can say more than JavaScript's numbers hold.
const noSeats = ["-1", "0", "1.5", "1001", "9007199254740993", "1e400", "-1e400", '"2"', "null", "true", "[2]", "{}"]
const noPrices = ['"gold"', '"api_calls_metered"', '"PRO_MONTHLY"', '"__proto__"', '""', "7", "null"]

describe("what cannot be bought is refused in a sentence, and nothing is charged", () => {
  it("seats and prices that are none, when buying and when changing", async () => {
    const { customerId } = await buy(billing, "org-bad-seats")
    const before = await booked(customerId)
    const bodies = [
      ...noSeats.map((seats) => `{"price":"pro_monthly","seats":${seats}}`),
      ...noPrices.map((price) => `{"price":${price},"seats":3}`),
    ]
    for (const body of bodies) {
      const token = await billing.admin("org-bad-seats")
      const options = { token, body, headers: { "content-type": "application/json" } }
      for (const path of ["subscription/preview", "checkout"])
        refused(await billing.service.request("POST", `/api/billing/${path}`, options), 400, "invalid_request")
      const stranger = { ...options, token: await billing.admin("org-bad-new") }
      refused(await billing.service.request("POST", "/api/billing/checkout", stranger), 400, "invalid_request")
    }
    assert.deepEqual(await booked(customerId), before)
    assert.include(await billing.subscription("org-bad-seats"), { plan: "pro", seats: 2 })
    assert.lengthOf(await billing.customersOf("org-bad-new"), 0)
  })

  it("amounts that overflow or are none, as credit and as use", async () => {
    const { customerId } = await buy(billing, "org-bad-amounts")
    const before = await booked(customerId)
    const path = "/api/billing/operator/organizations/org-bad-amounts"
    const amounts = ["-1", "0", "1.5", "100000000", "9007199254740993", "1e400", '"10"', "null"]
    const recordedAt = new Date().toISOString()
    for (const amount of [...amounts, "1000000001"]) {
      const options = { token: "operator-key-for-tests-0123456789", headers: { "content-type": "application/json" } }
      const credit = `{"amount":${amount},"currency":"usd","reason":"Goodwill"}`
      refused(
        await billing.service.request("POST", `${path}/credits`, { ...options, body: credit }),
        400,
        "invalid_request",
      )
      if (amount === "100000000") continue
      const use = `{"meter":"api_calls","amount":${amount},"recordedAt":"${recordedAt}","key":"k"}`
      refused(await billing.service.request("POST", `${path}/usage`, { ...options, body: use }), 400, "invalid_request")
    }
    assert.deepEqual(await booked(customerId), before)
  })

  it("another currency than the organization's, as credit and at Checkout", async () => {
    const { customerId } = await buy(billing, "org-dollars")
    const credit = { amount: 500, currency: "eur", reason: "Goodwill" }
    refused(await billing.operator("org-dollars", "POST", "/credits", credit), 422, "currency_mismatch")
    for (const currency of ["USD", "dollars", "", "us"])
      refused(
        await billing.operator("org-dollars", "POST", "/credits", { ...credit, currency }),
        400,
        "invalid_request",
      )
    assert.equal(field(await booked(customerId), "balance"), 0)

    await billing.checkout("org-euros", { price: "pro_monthly", seats: 1 })
    const [customer] = await billing.customersOf("org-euros")
    const card = await billing.stripe.paymentMethods.attach("pm_card_visa", { customer: customer?.id ?? "" })
    const price = await billing.stripe.prices.create({
      product_data: { name: "Sold by hand" },
      currency: "eur",
      unit_amount: 900,
      recurring: { interval: "month" },
    })
    await billing.stripe.subscriptions.create({
      customer: customer?.id ?? "",
      default_payment_method: card.id,
      items: [{ price: price.id }],
    })
    const before = await booked(customer?.id ?? "")
    const answer = await billing.checkout("org-euros", { price: "pro_monthly", seats: 1 })
    refused(answer, 422, "currency_mismatch")
    assert.include(answer.body, { currency: "eur" })
    assert.deepEqual(await booked(customer?.id ?? ""), before)
  })

  it("a stale preview and a key that was used for something else", async () => {
    const { customerId } = await buy(billing, "org-stale-input")
    const preview = async (seats: number) =>
      text(
        (await billing.as("org-stale-input", "POST", "/subscription/preview", { price: "pro_monthly", seats })).body,
        "previewId",
      )
    const [first, second] = [await preview(3), await preview(4)]
    const change = (previewId: unknown, key?: string) =>
      billing.as(
        "org-stale-input",
        "POST",
        "/subscription/change",
        { previewId },
        key === undefined ? {} : { "idempotency-key": key },
      )
    assert.equal((await change(first, "once")).status, 200)
    const after = await booked(customerId)
    // The second was made from two seats, and there are three by now.
    refused(await change(second), 409, "preview_stale")
    refused(await change(second, "once"), 422, "idempotency_key_reused")
    for (const none of ["", "x", "'; drop table previews", 7, null]) refused(await change(none), 400, "invalid_request")
    for (const key of ["", "a".repeat(256)]) assert.equal((await change(await preview(5), key)).status, 400)
    assert.deepEqual(await booked(customerId), after)
  })
})
