import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Billing, buy, field, startBilling, text } from "./Harness.ts"

let billing: Billing
beforeAll(async () => {
  billing = await startBilling()
})
afterAll(() => billing.close())

const day = 86_400
const told = async (parentId: string) => {
  const data = { providerEventId: `evt_${crypto.randomUUID()}`, providerType: "invoice.paid", objectId: "x", parentId }
  assert.deepEqual(await billing.consumer.deliver(busMessage(StripeEventReceived, { data })), [])
}
const control = async (path: string, body: object) => {
  const answer = await fetch(`${billing.url}/_emulator/${path}`, { method: "POST", body: JSON.stringify(body) })
  assert.equal(answer.status, 200, await answer.text())
}
const buyAgain = (organization: string) => billing.checkout(organization, { price: "pro_monthly", seats: 1 })

describe("the rarer states of a subscription at Stripe", () => {
  it("paused: the plan rests, nothing else can be bought beside it, and it comes back when it is resumed", async () => {
    const { customerId, subscriptionId } = await buy(billing, "org-paused")
    await billing.stripe.subscriptions.pause(subscriptionId, { type: "subscription" })
    await told(customerId)
    assert.include(await billing.subscription("org-paused"), { plan: "free", status: "paused", price: "pro_monthly" })
    assert.equal((await buyAgain("org-paused")).status, 409)
    await billing.stripe.subscriptions.resume(subscriptionId)
    await told(customerId)
    assert.include(await billing.subscription("org-paused"), { plan: "pro", status: "active" })
  })

  it("unpaid: restricted at once, and back when the invoice is paid", async () => {
    await control("settings", { afterRetries: "unpaid" })
    const { customerId } = await buy(billing, "org-unpaid")
    await control(`customers/${customerId}/card`, { card: "pm_card_chargeCustomerFail" })
    await control(`customers/${customerId}/advance`, { seconds: 50 * day })
    await told(customerId)
    const owing = await billing.subscription("org-unpaid")
    assert.include(owing, { plan: "free", status: "unpaid" })
    assert.include(field(owing, "overdue"), { stage: "restricted", amount: 2400 })
    assert.equal((await buyAgain("org-unpaid")).status, 409)
    await control(`customers/${customerId}/card`, { card: "pm_card_visa" })
    const [open] = (await billing.stripe.invoices.list({ customer: customerId, status: "open" })).data
    await billing.stripe.invoices.pay(open?.id ?? "")
    await told(customerId)
    assert.deepInclude(await billing.subscription("org-unpaid"), { plan: "pro", status: "active", overdue: null })
  })

  it("incomplete: nothing yet; expired after a day: nothing, and one may buy again", async () => {
    await billing.checkout("org-incomplete", { price: "pro_monthly", seats: 1 })
    const [customer] = await billing.customersOf("org-incomplete")
    const customerId = customer?.id ?? ""
    const card = await billing.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customerId })
    const [price] = (await billing.stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data
    await billing.stripe.subscriptions.create({
      customer: customerId,
      default_payment_method: card.id,
      items: [{ price: price?.id ?? "" }],
    })
    await told(customerId)
    assert.include(await billing.subscription("org-incomplete"), { plan: "free" })
    await control(`customers/${customerId}/advance`, { seconds: day })
    await told(customerId)
    const [expired] = (await billing.stripe.subscriptions.list({ customer: customerId, status: "all" })).data
    assert.equal(expired?.status, "incomplete_expired")
    assert.include(await billing.subscription("org-incomplete"), { plan: "free", status: "none" })
    assert.equal((await buyAgain("org-incomplete")).status, 201)
  })

  it("on a test clock: days of dunning are those of its clock, also for what the page says", async () => {
    await control("settings", { afterRetries: "past_due" })
    const { customerId, subscriptionId } = await buy(billing, "org-clock")
    await control(`customers/${customerId}/card`, { card: "pm_card_chargeCustomerFail" })
    const { items } = await billing.stripe.subscriptions.retrieve(subscriptionId)
    const end = items.data[0]?.current_period_end ?? 0
    const now = Math.floor(Date.now() / 1000)
    await control(`customers/${customerId}/advance`, { seconds: end - now + 7200 })
    const stages: Array<string> = []
    for (const days of [0, 13, 1, 16]) {
      if (days > 0) await control(`customers/${customerId}/advance`, { seconds: days * day })
      await billing.jobs.dunning(new Date())
      const seen = await billing.subscription("org-clock")
      stages.push(`${text(seen, "plan")} ${text(seen, "status")} ${text(field(seen, "overdue"), "stage")}`)
    }
    assert.deepEqual(stages, [
      "pro past_due grace",
      "pro past_due grace",
      "free past_due restricted",
      "free none undefined",
    ])
    assert.equal((await billing.stripe.subscriptions.retrieve(subscriptionId)).status, "canceled")
  })
})
