import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Billing, buy, field, pay, startBilling, text } from "./Harness.ts"

let billing: Billing
beforeAll(async () => {
  billing = await startBilling()
})
afterAll(() => billing.close())

const told = (customerId: string, providerType: string) =>
  billing.consumer.deliver(
    busMessage(StripeEventReceived, {
      data: { providerEventId: `evt_${crypto.randomUUID()}`, providerType, objectId: "x", parentId: customerId },
    }),
  )
const paid = async (organizationId: string, wanted: object = { price: "pro_monthly", seats: 2 }) => {
  const { body } = await billing.checkout(organizationId, wanted)
  await pay(text(body, "url"))
  const sessionId = text(body, "checkoutSessionId")
  const session = await billing.stripe.checkout.sessions.retrieve(sessionId)
  return { sessionId, customerId: String(session.customer), subscriptionId: String(session.subscription) }
}
const preview = (organizationId: string, price: string, seats: number) =>
  billing.as(organizationId, "POST", "/subscription/preview", { price, seats })

describe("what others' customers complain of does not happen here", () => {
  it("redirect beats webhook: the return alone switches the plan on, and nothing can be bought again", async () => {
    const { sessionId } = await paid("org-redirect")
    assert.include((await billing.syncCheckout("org-redirect", sessionId)).body, { plan: "pro", duplicate: false })
    assert.equal((await billing.checkout("org-redirect", { price: "pro_monthly", seats: 2 })).status, 409)
  })

  it("out of order: an old event that comes after the end restores nothing", async () => {
    const { customerId, subscriptionId } = await buy(billing, "org-order")
    await billing.stripe.subscriptions.cancel(subscriptionId)
    await told(customerId, "customer.subscription.deleted")
    await told(customerId, "customer.subscription.updated")
    assert.include(await billing.subscription("org-order"), { plan: "free", status: "none" })
  })

  it("missing link between events: the invoice's alone, before all others, is enough", async () => {
    const { customerId } = await paid("org-link")
    assert.deepEqual(await told(customerId, "invoice.paid"), [])
    assert.include(await billing.subscription("org-link"), { plan: "pro", seats: 2 })
  })

  it("duplicate customers: ten hasty clicks make one", async () => {
    await Promise.all(
      Array.from({ length: 10 }, () => billing.checkout("org-clicks", { price: "pro_monthly", seats: 1 })),
    )
    assert.lengthOf(await billing.customersOf("org-clicks"), 1)
  })

  it("several organizations sharing a customer: each has its own, and its own plan", async () => {
    const one = await buy(billing, "org-mine")
    assert.include(await billing.subscription("org-yours"), { plan: "free" })
    const other = await buy(billing, "org-yours", { price: "business_monthly", seats: 1 })
    assert.notEqual(one.customerId, other.customerId)
    assert.include(await billing.subscription("org-mine"), { plan: "pro" })
  })

  it("seat drift: the first purchase sets the seats, and another interval keeps those that were asked for", async () => {
    await buy(billing, "org-seats", { price: "pro_monthly", seats: 7 })
    assert.include(await billing.subscription("org-seats"), { seats: 7 })
    const shown = await preview("org-seats", "pro_annual", 7)
    const changed = await billing.as("org-seats", "POST", "/subscription/change", {
      previewId: text(shown.body, "previewId"),
    })
    assert.include(changed.body, { price: "pro_annual", seats: 7 })
  })

  it("proration surprise: less of an annual plan leaves no years of credit, it waits", async () => {
    const { customerId } = await buy(billing, "org-surprise", { price: "business_annual", seats: 10 })
    const shown = await preview("org-surprise", "business_annual", 1)
    assert.include(shown.body, { effect: "period_end", amountDue: 0, creditAfter: 0 })
    await billing.as("org-surprise", "POST", "/subscription/change", { previewId: text(shown.body, "previewId") })
    assert.equal(Object(await billing.stripe.customers.retrieve(customerId)).balance, 0)
  })

  it("scheduled cancel not shown: it is, whether by flag or by date, and goes when it is taken back", async () => {
    const soon = Math.floor(Date.now() / 1000) + 86_400
    for (const [name, end] of [
      ["flag", { cancel_at_period_end: true }],
      ["date", { cancel_at: soon }],
    ] as const) {
      const organization = `org-end-${name}`
      const { customerId, subscriptionId } = await buy(billing, organization)
      await billing.stripe.subscriptions.update(subscriptionId, end)
      await told(customerId, "customer.subscription.updated")
      const ending = await billing.subscription(organization)
      assert.include(ending, { plan: "pro", status: "active" })
      assert.isNotNull(field(ending, "cancelAt"))
      assert.deepInclude((await billing.as(organization, "POST", "/subscription/reactivate")).body, { cancelAt: null })
      const now = await billing.stripe.subscriptions.retrieve(subscriptionId)
      assert.include(now, { cancel_at: null, cancel_at_period_end: false })
    }
  })

  it("webhook errors swallowed: what could not be followed up is not acknowledged", async () => {
    const { customerId } = await paid("org-swallow")
    await billing.fail("/v1/subscriptions", 429, 5)
    assert.deepEqual(await told(customerId, "customer.subscription.created"), [0])
    await billing.heal()
    assert.include(await billing.subscription("org-swallow"), { plan: "free" })
  })

  it("cached checkout session: a new attempt is a new session, also after the first was paid and ended", async () => {
    const first = await buy(billing, "org-cached")
    await billing.stripe.subscriptions.cancel(first.subscriptionId)
    const { body } = await billing.checkout("org-cached", { price: "pro_monthly", seats: 2 })
    assert.notEqual(text(body, "checkoutSessionId"), first.sessionId)
    assert.match(text(body, "url"), /^http/u)
  })
})
