import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Billing, buy, field, pay, queued, startBilling, text } from "./Harness.ts"

let billing: Billing
beforeAll(async () => {
  billing = await startBilling()
})
afterAll(() => billing.close())

const items = (body: unknown): ReadonlyArray<unknown> => Array.from(Object(field(body, "items")))
/** Delivers every event that Stripe has about the customer, as its webhook would. */
const deliverAll = async (customerId: string) => {
  const messages = await Promise.all((await billing.eventsOf(customerId)).map(queued))
  assert.deepEqual(await billing.consumer.deliver(...messages), [])
}
const told = (customerId: string, providerType: string) =>
  billing.consumer.deliver(
    busMessage(StripeEventReceived, {
      data: { providerEventId: `evt_${crypto.randomUUID()}`, providerType, objectId: "x", parentId: customerId },
    }),
  )
const day = 86_400

describe("two admins who pay at the same moment", () => {
  it("have one subscription in the end; the other's money is given back, and they are told", async () => {
    const { body } = await billing.checkout("org-double", { price: "pro_monthly", seats: 2 })
    const sessionId = text(body, "checkoutSessionId")
    const first = await billing.stripe.checkout.sessions.retrieve(sessionId)
    const price = (await billing.stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data[0]?.id ?? ""
    // A session that slipped past the closing of others, as one that is being paid does.
    const second = await billing.stripe.checkout.sessions.create({
      mode: "subscription",
      customer: String(first.customer),
      line_items: [{ price, quantity: 2 }],
      success_url: "http://localhost:8080/billing/return?session_id={CHECKOUT_SESSION_ID}",
      metadata: { organization_id: "org-double" },
    })
    await Promise.all([pay(text(body, "url")), pay(String(second.url))])
    const answers = [
      await billing.syncCheckout("org-double", sessionId),
      await billing.syncCheckout("org-double", second.id),
    ]
    assert.sameMembers(
      answers.map((answer) => field(answer.body, "duplicate")),
      [false, true],
    )
    assert.include(await billing.subscription("org-double"), { plan: "pro", status: "active" })
    const all = await billing.stripe.subscriptions.list({ customer: String(first.customer), status: "all" })
    assert.deepEqual(all.data.map(({ status }) => status).toSorted(), ["active", "canceled"])
    const [back, ...more] = await billing.announced("org-double", "billing.duplicate.refunded.v1")
    assert.include(back, { amount: 2400, currency: "usd" })
    assert.lengthOf(more, 0)
    await deliverAll(String(first.customer))
    const { body: invoices } = await billing.as("org-double", "GET", "/invoices")
    assert.sameMembers(
      items(invoices).map((invoice) => field(invoice, "amountRefunded")),
      [0, 2400],
    )
    // The end of the duplicate took nothing away.
    assert.include(await billing.subscription("org-double"), { plan: "pro", status: "active" })
  })
})

describe("a trial", () => {
  it("is had once, is told of before it ends, and becomes the plan", async () => {
    const { body } = await billing.checkout("org-trial", { price: "pro_monthly", seats: 2, trial: true })
    await pay(text(body, "url"))
    const synced = await billing.syncCheckout("org-trial", text(body, "checkoutSessionId"))
    assert.include(synced.body, { plan: "pro", status: "trialing" })
    assert.isNotNull(field(synced.body, "trialEnd"))
    const session = await billing.stripe.checkout.sessions.retrieve(text(body, "checkoutSessionId"))
    const customerId = String(session.customer)
    for (const _ of [1, 2]) await told(customerId, "customer.subscription.trial_will_end")
    const [ending, ...more] = await billing.announced("org-trial", "billing.trial.ending.v1")
    assert.include(ending, { plan: "pro" })
    assert.lengthOf(more, 0)
    await billing.stripe.subscriptions.cancel(String(session.subscription))
    const again = await billing.checkout("org-trial", { price: "pro_monthly", seats: 2, trial: true })
    assert.equal(again.status, 409)
    assert.include(again.body, { code: "trial_used" })
    assert.equal((await billing.checkout("org-trial", { price: "pro_monthly", seats: 2 })).status, 201)
  })
})

describe("a refund and a dispute", () => {
  it("are shown on their invoice, and found though their events name no customer", async () => {
    const { customerId } = await buy(billing, "org-refund")
    const [invoice] = (await billing.stripe.invoices.list({ customer: customerId, expand: ["data.payments"] })).data
    const payment = invoice?.payments?.data[0]?.payment.payment_intent
    await billing.stripe.refunds.create({ payment_intent: String(payment), amount: 500 })
    await deliverAll(customerId)
    const about = (await billing.stripe.events.list({ limit: 100 })).data.filter(({ type }) =>
      type.startsWith("refund."),
    )
    assert.isAbove(about.length, 0)
    assert.deepEqual(await billing.consumer.deliver(...(await Promise.all(about.map(queued)))), [])
    const { body } = await billing.as("org-refund", "GET", "/invoices")
    assert.include(items(body)[0], { amountRefunded: 500, status: "paid", dispute: null })
    await billing.stripe.refunds.create({ payment_intent: String(payment), amount: 300 })
    for (const _ of [1, 2]) await told(customerId, "charge.refunded")
    const refunded = await billing.announced("org-refund", "billing.invoice.refunded.v1")
    assert.deepEqual(
      refunded.map((data) => field(data, "amount")),
      [500, 300],
    )
    assert.include(refunded[0], { invoiceId: String(invoice?.id), number: invoice?.number, currency: "usd" })
  })

  it("as the bank decides: a dispute is open, and then lost or won", async () => {
    const outcomes = [
      ["org-dispute-lost", "losing_evidence", "lost"],
      ["org-dispute-won", "winning_evidence", "won"],
    ] as const
    for (const [organization, evidence, outcome] of outcomes) {
      const { customerId } = await buy(billing, organization)
      const card = await billing.stripe.paymentMethods.attach("pm_card_createDispute", { customer: customerId })
      await billing.stripe.customers.update(customerId, { invoice_settings: { default_payment_method: card.id } })
      billing.advance(5)
      const invoice = await billing.stripe.invoices.create({
        customer: customerId,
        collection_method: "charge_automatically",
      })
      await billing.stripe.invoiceItems.create({
        customer: customerId,
        invoice: String(invoice.id),
        amount: 700,
        currency: "usd",
      })
      await billing.stripe.invoices.pay(String(invoice.id), { payment_method: card.id })
      const shown = async () => {
        await deliverAll(customerId)
        const disputes = (await billing.stripe.events.list({ limit: 100 })).data.filter(({ type }) =>
          type.startsWith("charge.dispute."),
        )
        assert.deepEqual(await billing.consumer.deliver(...(await Promise.all(disputes.map(queued)))), [])
        return items((await billing.as(organization, "GET", "/invoices")).body)[0]
      }
      assert.include(await shown(), { total: 700, dispute: "open" })
      const [dispute] = (await billing.stripe.disputes.list({ limit: 1 })).data
      await billing.stripe.disputes.update(String(dispute?.id), {
        evidence: { uncategorized_text: evidence },
        submit: true,
      })
      assert.include(await shown(), { total: 700, dispute: outcome })
      await shown()
      assert.deepEqual(
        (await billing.announced(organization, "billing.invoice.disputed.v1")).map((data) => field(data, "dispute")),
        ["open", outcome],
      )
    }
  })
})

describe("a payment that fails", () => {
  it("is told, shown with the way to pay, recovers when it is paid, and takes the plan away when it is not", async () => {
    const { customerId, subscriptionId } = await buy(billing, "org-fails")
    const bad = await billing.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customerId })
    await billing.stripe.subscriptions.update(subscriptionId, { default_payment_method: bad.id })
    billing.advance(31 * day + 7200)
    await told(customerId, "customer.subscription.updated")
    const overdue = await billing.subscription("org-fails")
    assert.include(overdue, { plan: "pro", status: "past_due" })
    assert.include(field(overdue, "overdue"), { stage: "grace", amount: 2400, currency: "usd" })
    assert.match(text(field(overdue, "overdue"), "payUrl"), /^http/u)
    const [failed] = await billing.announced("org-fails", "billing.payment.failed.v1")
    assert.include(failed, { amount: 2400, currency: "usd" })
    const refused = await billing.as("org-fails", "POST", "/subscription/preview", { price: "pro_monthly", seats: 3 })
    assert.include(refused.body, { code: "payment_overdue" })

    const [open] = (await billing.stripe.invoices.list({ customer: customerId, status: "open" })).data
    const good = await billing.stripe.paymentMethods.attach("pm_card_visa", { customer: customerId })
    await billing.stripe.invoices.pay(open?.id ?? "", { payment_method: good.id })
    await told(customerId, "invoice.paid")
    const recovered = await billing.subscription("org-fails")
    assert.deepInclude(recovered, { plan: "pro", status: "active", overdue: null })
    assert.lengthOf(await billing.announced("org-fails", "billing.payment.recovered.v1"), 1)
    assert.lengthOf(await billing.announced("org-fails", "billing.payment.failed.v1"), 1)
  })

  it("and stays so: reminders, then Free, then the end, as days go by, each once", async () => {
    const { customerId, subscriptionId } = await buy(billing, "org-never")
    const bad = await billing.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customerId })
    await billing.stripe.subscriptions.update(subscriptionId, { default_payment_method: bad.id })
    billing.advance(31 * day + 7200)
    await told(customerId, "invoice.payment_failed")
    const [open] = (await billing.stripe.invoices.list({ customer: customerId, status: "open" })).data
    const since = (open?.status_transitions.finalized_at ?? 0) * 1000
    const reminders = async (days: number) => {
      await billing.jobs.dunning(new Date(since + days * day * 1000 + 1000))
      await billing.jobs.dunning(new Date(since + days * day * 1000 + 1000))
      return (await billing.announced("org-never", "billing.payment.failed.v1")).length
    }
    const counts: Array<number> = []
    for (const days of [1, 3, 7, 12, 13]) counts.push(await reminders(days))
    assert.deepEqual(counts, [1, 2, 3, 4, 4])
    assert.include(await billing.subscription("org-never"), { plan: "pro" })
    await reminders(14)
    assert.include(await billing.subscription("org-never"), { plan: "free", status: "past_due" })
    assert.equal((await billing.stripe.subscriptions.retrieve(subscriptionId)).status, "past_due")
    await reminders(30)
    assert.equal((await billing.stripe.subscriptions.retrieve(subscriptionId)).status, "canceled")
    assert.include(await billing.subscription("org-never"), { plan: "free", status: "none" })
  })
})

describe("what webhooks have lost", () => {
  it("is found by the daily reconciliation, put right and counted", async () => {
    const { subscriptionId } = await buy(billing, "org-lost-events")
    await billing.jobs.reconcile()
    await billing.stripe.subscriptions.cancel(subscriptionId)
    assert.include(await billing.subscription("org-lost-events"), { plan: "pro" })
    const found = await billing.jobs.reconcile()
    assert.include(found, { drift: 1, failed: 0 })
    assert.include(await billing.subscription("org-lost-events"), { plan: "free", status: "none" })
  })
})
