import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Billing, buy, field, startBilling, text } from "./Harness.ts"

let billing: Billing
beforeAll(async () => {
  billing = await startBilling()
})
afterAll(() => billing.close())

const preview = async (organizationId: string, price: string, seats: number) => {
  const answer = await billing.as(organizationId, "POST", "/subscription/preview", { price, seats })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body
}
const change = (organizationId: string, previewId: string, headers?: Record<string, string>) =>
  billing.as(organizationId, "POST", "/subscription/change", { previewId }, headers)
const invoicesOf = async (customer: string) => (await billing.stripe.invoices.list({ customer, limit: 100 })).data
const refused = (answer: { status: number; body: unknown }, status: number, code: string) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.include(answer.body, { code })
}

describe("a change of plan or seats", () => {
  it.each([
    ["more seats", "pro_monthly", 5, "the period goes on"],
    ["a greater plan", "business_monthly", 2, "the period goes on"],
    ["a year instead of a month", "pro_annual", 3, "a year begins"],
  ])("to %s is charged what the preview said, to the cent, and had at once", async (_, price, seats, period) => {
    const organization = `org-${price}-${seats}`
    const { customerId } = await buy(billing, organization)
    const endBefore = text(await billing.subscription(organization), "currentPeriodEnd")
    const shown = await preview(organization, price, seats)
    assert.include(shown, { effect: "now", price, seats, currency: "usd" })
    const changed = await change(organization, text(shown, "previewId"))
    assert.equal(changed.status, 200, JSON.stringify(changed.body))
    assert.include(changed.body, { price, seats, status: "active" })
    const end = text(changed.body, "currentPeriodEnd")
    if (period === "the period goes on") assert.equal(end, endBefore)
    else assert.closeTo((Date.parse(end) - Date.now()) / 86_400_000, 365.5, 0.6)
    const [newest] = await invoicesOf(customerId)
    assert.include(Object(newest), {
      amount_due: field(shown, "amountDue"),
      amount_paid: field(shown, "amountDue"),
      status: "paid",
    })
    assert.isAbove(Number(field(shown, "amountDue")), 0)
  })

  it("is made once for an Idempotency-Key, and the key is refused for another preview", async () => {
    const { customerId } = await buy(billing, "org-again")
    const previewId = text(await preview("org-again", "pro_monthly", 3), "previewId")
    const headers = { "idempotency-key": "change-1" }
    for (const _ of [1, 2]) assert.include((await change("org-again", previewId, headers)).body, { seats: 3 })
    assert.lengthOf(await invoicesOf(customerId), 2)
    const other = text(await preview("org-again", "pro_monthly", 4), "previewId")
    refused(await change("org-again", other, headers), 422, "idempotency_key_reused")
    assert.lengthOf(await invoicesOf(customerId), 2)
  })

  it("by a stale, a foreign or an unknown preview is refused, and nothing is charged", async () => {
    const { customerId, subscriptionId } = await buy(billing, "org-stale")
    await buy(billing, "org-other")
    const mine = text(await preview("org-stale", "pro_monthly", 4), "previewId")
    const theirs = text(await preview("org-other", "pro_monthly", 4), "previewId")
    const [item] = (await billing.stripe.subscriptions.retrieve(subscriptionId)).items.data
    await billing.stripe.subscriptions.update(subscriptionId, {
      items: [{ id: item?.id ?? "", quantity: 3 }],
      proration_behavior: "none",
    })
    for (const id of [mine, theirs, crypto.randomUUID()]) refused(await change("org-stale", id), 409, "preview_stale")
    const old = text(await preview("org-stale", "pro_monthly", 5), "previewId")
    await billing.service.rows(
      `update previews set document = jsonb_set(document, '{expiresAt}', '"2020-01-01T00:00:00.000Z"')
       where preview_id = $1 returning 1`,
      [old],
    )
    refused(await change("org-stale", old), 409, "preview_stale")
    assert.lengthOf(await invoicesOf(customerId), 1)
  })

  it("with less waits for the period's end, can be taken back, and costs nothing now", async () => {
    const { customerId } = await buy(billing, "org-less", { price: "business_monthly", seats: 4 })
    const shown = await preview("org-less", "pro_monthly", 2)
    assert.include(shown, { effect: "period_end", amountDue: 0, recurring: 2400 })
    const changed = await change("org-less", text(shown, "previewId"))
    assert.include(changed.body, { plan: "business", seats: 4 })
    assert.deepInclude(field(changed.body, "scheduled"), { price: "pro_monthly", seats: 2 })
    refused(
      await billing.as("org-less", "POST", "/subscription/preview", { price: "pro_monthly", seats: 2 }),
      409,
      "nothing_to_change",
    )
    const kept = await billing.as("org-less", "DELETE", "/subscription/scheduled")
    assert.deepInclude(kept.body, { scheduled: null, plan: "business" })
    assert.lengthOf(await invoicesOf(customerId), 1)
  })

  it("is possible again once a scheduled end is taken back", async () => {
    const { subscriptionId } = await buy(billing, "org-ending")
    await billing.stripe.subscriptions.update(subscriptionId, { cancel_at: Math.floor(Date.now() / 1000) + 86_400 })
    const wanted = { price: "pro_monthly", seats: 3 }
    refused(await billing.as("org-ending", "POST", "/subscription/preview", wanted), 409, "subscription_ending")
    assert.isNotNull(field(await billing.subscription("org-ending"), "cancelAt"))
    const kept = await billing.as("org-ending", "POST", "/subscription/reactivate")
    assert.deepInclude(kept.body, { cancelAt: null, plan: "pro" })
    await preview("org-ending", "pro_monthly", 3)
  })

  it("whose card is refused changes nothing and says so", async () => {
    const { customerId, subscriptionId } = await buy(billing, "org-declined")
    const shown = await preview("org-declined", "business_monthly", 2)
    const bad = await billing.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customerId })
    await billing.stripe.subscriptions.update(subscriptionId, { default_payment_method: bad.id })
    refused(await change("org-declined", text(shown, "previewId")), 402, "payment_declined")
    assert.include(await billing.subscription("org-declined"), { plan: "pro", seats: 2 })
  })

  it("is refused where there is nothing to change, or bad input", async () => {
    const wanted = { price: "pro_monthly", seats: 3 }
    refused(await billing.as("org-none", "POST", "/subscription/preview", wanted), 409, "not_subscribed")
    for (const body of [
      { price: "gold", seats: 1 },
      { price: "pro_monthly", seats: -1 },
      { price: "pro_monthly", seats: 0 },
      { price: "pro_monthly", seats: 1.5 },
      { price: "pro_monthly", seats: 1001 },
      { price: "pro_monthly", seats: 2 ** 53 },
      { price: "pro_monthly", seats: "2" },
    ])
      assert.equal((await billing.as("org-none", "POST", "/subscription/preview", body)).status, 400)
    const token = await billing.service.token({ organizationId: "org-none", roles: ["stytch_member"] })
    for (const path of ["preview", "change", "reactivate"]) {
      const answer = await billing.service.request("POST", `/api/billing/subscription/${path}`, { token, body: wanted })
      refused(answer, 403, "forbidden")
    }
  })
})

describe("less, arranged for later", () => {
  it.each([
    ["a smaller plan and fewer seats", { price: "business_monthly", seats: 4 }, "pro_monthly", 2, 32, 2_400],
    ["fewer seats", { price: "pro_monthly", seats: 4 }, "pro_monthly", 3, 32, 3_600],
    ["a month instead of a year", { price: "pro_annual", seats: 2 }, "pro_monthly", 2, 367, 2_400],
  ] as const)(
    "to %s counts from the period's end on, and not a day before",
    async (what, bought, price, seats, days, due) => {
      const organization = `org-boundary-${what.replaceAll(" ", "-")}`
      const { customerId } = await buy(billing, organization, bought)
      const refresh = () =>
        billing.consumer.deliver(
          busMessage(StripeEventReceived, {
            data: {
              providerEventId: `evt_${crypto.randomUUID()}`,
              providerType: "invoice.paid",
              objectId: "x",
              parentId: customerId,
            },
          }),
        )
      const shown = await preview(organization, price, seats)
      assert.include(shown, { effect: "period_end", amountDue: 0 })
      await change(organization, text(shown, "previewId"))
      billing.advance(20 * 86_400)
      await refresh()
      assert.include(await billing.subscription(organization), { price: bought.price, seats: bought.seats })
      billing.advance((days - 20) * 86_400)
      await refresh()
      assert.deepInclude(await billing.subscription(organization), { price, seats, status: "active", scheduled: null })
      const announced = await billing.announced(organization, "billing.subscription.changed.v1")
      assert.include(announced.at(-1), { plan: "pro", price, seats })
      const [newest] = await invoicesOf(customerId)
      assert.include(Object(newest), { total: due, status: "paid" })
    },
  )

  it("and taken back changes nothing at the period's end: the same plan and seats, for the whole price", async () => {
    const { customerId, subscriptionId } = await buy(billing, "org-taken-back", { price: "business_monthly", seats: 4 })
    const shown = await preview("org-taken-back", "pro_monthly", 2)
    await change("org-taken-back", text(shown, "previewId"))
    await billing.as("org-taken-back", "DELETE", "/subscription/scheduled")
    const before = await billing.subscription("org-taken-back")
    billing.advance(32 * 86_400)
    const event = { providerEventId: `evt_${crypto.randomUUID()}`, providerType: "invoice.paid", objectId: "x" }
    await billing.consumer.deliver(busMessage(StripeEventReceived, { data: { ...event, parentId: customerId } }))
    const after = await billing.subscription("org-taken-back")
    assert.include(after, { price: "business_monthly", seats: 4, status: "active", scheduled: null })
    assert.isAbove(Date.parse(text(after, "currentPeriodEnd")), Date.parse(text(before, "currentPeriodEnd")))
    const totals = (await invoicesOf(customerId)).map(({ status, total }) => [status, total])
    assert.deepEqual(totals, [
      ["paid", 10_000],
      ["paid", 10_000],
    ])
    assert.isNull((await billing.stripe.subscriptions.retrieve(subscriptionId)).schedule)
    const changes = await billing.announced("org-taken-back", "billing.subscription.changed.v1")
    assert.deepEqual([...new Set(changes.map((data) => text(data, "price")))], ["business_monthly"])
  })
})
