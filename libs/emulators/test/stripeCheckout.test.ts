import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openCheckout, start, startReceiver, submit, until, type Running } from "./stripeHarness.ts"

describe("Stripe's Checkout", () => {
  let running: Running
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  beforeEach(async () => {
    receiver = await startReceiver()
    running = await start({ webhookUrl: receiver.url })
  })
  afterEach(async () => {
    await running.close()
    await receiver.close()
  })

  it("shows the order and a form that needs no script", async () => {
    const { session } = await openCheckout(running)
    const response = await fetch(session.url ?? "")
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'")
    for (const text of [
      "Pro",
      "$36.00",
      "$12.00 per seat, per month",
      "Qty 3",
      "ada@example.com",
      "Card number",
      "Subscribe",
    ]) {
      expect(page).toContain(text)
    }
    expect(page).toContain('href="http://localhost:8080/billing"')
    expect(page).not.toContain("<script")
  })

  it("pays: an active subscription, a paid invoice, its payment and charge, and a completed session", async () => {
    const { session, customer, price } = await openCheckout(running)
    const response = await submit(session.url)
    expect(response.status).toBe(303)
    expect(response.headers.get("location")).toBe(`http://localhost:8080/billing?session=${session.id}`)

    const { stripe } = running
    const done = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["subscription.latest_invoice", "line_items", "customer"],
    })
    expect(done).toMatchObject({ status: "complete", payment_status: "paid", url: null, amount_total: 3600 })
    expect(done).toMatchObject({
      metadata: { attempt: "a1" },
      client_reference_id: "org_1",
      customer: { id: customer.id },
    })
    expect(done.line_items?.data[0]?.quantity).toBe(3)
    expect(done.subscription).toMatchObject({
      status: "active",
      metadata: { org_id: "org_1" },
      latest_invoice: { status: "paid" },
    })

    const list = await stripe.subscriptions.list({
      customer: customer.id,
      status: "all",
      limit: 100,
      expand: ["data.items.data.price", "data.latest_invoice"],
    })
    const item = list.data[0]?.items.data[0]
    expect(item).toMatchObject({ quantity: 3, price: { id: price.id, lookup_key: "pro_monthly" } })
    expect(item?.current_period_end).toBeGreaterThan(item?.current_period_start ?? 0)

    const [invoice] = (await stripe.invoices.list({ customer: customer.id, expand: ["data.payments"] })).data
    expect(invoice).toMatchObject({
      amount_paid: 3600,
      amount_remaining: 0,
      status: "paid",
      billing_reason: "subscription_create",
    })
    expect(invoice?.lines.data.reduce((sum, line) => sum + line.amount, 0)).toBe(invoice?.subtotal)
    const hosted = await fetch(invoice?.hosted_invoice_url ?? "")
    expect(await hosted.text()).toContain("3 × Pro (at $12.00 / month)")
    const payments = await stripe.invoicePayments.list({
      invoice: invoice?.id ?? "",
      expand: ["data.payment.payment_intent"],
    })
    expect(payments.data[0]).toMatchObject({
      status: "paid",
      payment: { payment_intent: { status: "succeeded", amount: 3600 } },
    })
    const charges = await stripe.charges.list({ customer: customer.id })
    expect(charges.data).toMatchObject([{ paid: true, amount: 3600 }])
    const methods = await stripe.paymentMethods.list({ customer: customer.id })
    expect(methods.data).toMatchObject([{ card: { last4: "4242", exp_month: 12, exp_year: 2034 } }])
  })

  it("announces it in the documented order, signed, and has told of the completion before it redirects", async () => {
    const { session } = await openCheckout(running)
    await submit(session.url)
    expect(receiver.types()).toContain("checkout.session.completed")
    await until(() => receiver.types().includes("invoice_payment.paid"))
    const types = receiver.types()
    expect(types.slice(types.indexOf("charge.succeeded"))).toEqual([
      "charge.succeeded",
      "payment_method.attached",
      "customer.updated",
      "checkout.session.completed",
      "customer.subscription.created",
      "payment_intent.created",
      "payment_intent.succeeded",
      "invoice.created",
      "invoice.finalized",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
    ])
    expect(receiver.received.every((event) => event.api_version === "2026-10-28.endive")).toBe(true)
    expect(receiver.signatures[0]).toMatch(/^t=\d+,v1=[0-9a-f]{64},v0=/)
  })

  it("redirects at once when it need not wait for the receiver", async () => {
    const { session } = await openCheckout(running)
    await running.control("settings", { awaitCompletedWebhook: false })
    await running.control("webhooks", { hold: true })
    expect((await submit(session.url)).status).toBe(303)
    expect(receiver.types()).not.toContain("checkout.session.completed")
  })

  it("pays once however often it is submitted", async () => {
    const { session, customer } = await openCheckout(running)
    const answers = await Promise.all([submit(session.url), submit(session.url), submit(session.url)])
    expect(answers.map((one) => one.status)).toEqual([303, 303, 303])
    expect((await running.stripe.subscriptions.list({ customer: customer.id })).data).toHaveLength(1)
    expect((await running.stripe.charges.list({ customer: customer.id })).data).toHaveLength(1)
  })

  it.each([
    [{ number: "4242 4242 4242 4241" }, "Your card number is invalid."],
    [{ number: "" }, "Required"],
    [{ expiry: "13 / 34" }, "expiration date is invalid."],
    [{ expiry: "01 / 20" }, "expiration date is in the past."],
    [{ cvc: "1" }, "security code is incomplete."],
    [{ name: " " }, "Required"],
  ])("shows what is wrong with %o and changes nothing", async (entry, message) => {
    const { session, customer } = await openCheckout(running)
    const response = await submit(session.url, entry)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(message)
    expect((await running.stripe.checkout.sessions.retrieve(session.id)).status).toBe("open")
    expect((await running.stripe.charges.list({ customer: customer.id })).data).toEqual([])
  })

  it.each([
    ["4000000000000002", "Your card was declined.", 0],
    ["4000000000009995", "Your card has insufficient funds.", 0],
    ["4000000000000069", "Your card has expired.", 0],
    ["4000000000000341", "Your card was declined.", 1],
    ["4111111111111111", "Only test cards work here.", 0],
  ])("refuses %s, after which another card works", async (number, message, kept) => {
    const { session, customer } = await openCheckout(running)
    const refused = await submit(session.url, { number })
    expect(refused.status).toBe(402)
    expect(await refused.text()).toContain(message.replace("'", "&#39;"))
    expect((await running.stripe.subscriptions.list({ customer: customer.id, status: "all" })).data).toEqual([])
    expect((await running.stripe.paymentMethods.list({ customer: customer.id })).data).toHaveLength(kept)
    expect((await submit(session.url)).status).toBe(303)
    expect((await running.stripe.subscriptions.list({ customer: customer.id })).data).toHaveLength(1)
  })

  it("starts a trial without a charge", async () => {
    const { session, customer } = await openCheckout(running, { subscription_data: { trial_period_days: 14 } })
    expect(await (await fetch(session.url ?? "")).text()).toContain("Start trial")
    expect((await submit(session.url)).status).toBe(303)
    const [subscription] = (await running.stripe.subscriptions.list({ customer: customer.id })).data
    expect(subscription?.status).toBe("trialing")
    expect((subscription?.trial_end ?? 0) - (subscription?.trial_start ?? 0)).toBe(14 * 86_400)
    expect(subscription?.items.data[0]?.current_period_end).toBe(subscription?.trial_end)
    expect((await running.stripe.invoices.list({ customer: customer.id })).data).toMatchObject([
      { total: 0, status: "paid" },
    ])
    expect((await running.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("no_payment_required")
    expect((await running.stripe.charges.list({ customer: customer.id })).data).toEqual([])
  })

  it("takes the customer's credit off the first invoice", async () => {
    const { session, customer } = await openCheckout(running)
    await running.stripe.customers.createBalanceTransaction(customer.id, { amount: -1000, currency: "usd" })
    await submit(session.url)
    const [invoice] = (await running.stripe.invoices.list({ customer: customer.id })).data
    expect(invoice).toMatchObject({ total: 3600, amount_paid: 2600, starting_balance: -1000, ending_balance: 0 })
    const ledger = await running.stripe.customers.listBalanceTransactions(customer.id)
    expect(ledger.data.map((one) => one.type)).toEqual(["applied_to_invoice", "adjustment"])
    expect(ledger.data.reduce((sum, one) => sum + one.amount, 0)).toBe(0)
  })

  it("says that a session is complete, expired or unknown", async () => {
    const { session } = await openCheckout(running)
    await submit(session.url)
    expect(await (await fetch(session.url ?? "")).text()).toContain("all done here")

    const { session: second } = await openCheckoutAgain(running, session.id)
    running.clock.advance(86_401)
    expect(await (await fetch(second.url ?? "")).text()).toContain("has expired")
    expect((await submit(second.url)).status).toBe(200)
    expect((await running.stripe.checkout.sessions.retrieve(second.id)).status).toBe("expired")
    await until(() => receiver.types().includes("checkout.session.expired"))

    expect((await fetch(`${running.url}/c/pay/cs_test_none`)).status).toBe(404)
  })

  it("expires an open session on request, and only such a one", async () => {
    const { session } = await openCheckout(running)
    expect(await running.stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: "expired", url: null })
    await expect(running.stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({ statusCode: 400 })
    expect((await submit(session.url)).status).toBe(200)
  })

  it("escapes what the account's own data says", async () => {
    const { stripe } = running
    const { session, product } = await openCheckout(running)
    await stripe.products.update(product.id, { name: `<script>alert("1")</script>` })
    const { session: second } = await openCheckoutAgain(running, session.id)
    const page = await (await fetch(second.url ?? "")).text()
    expect(page).not.toContain("<script")
    expect(page).toContain("&lt;script&gt;")
    const typed = await submit(second.url, { name: `"><b>x`, cvc: "" })
    expect(await typed.text()).toContain("&quot;&gt;&lt;b&gt;x")
  })
})

/** A second session like the first. */
const openCheckoutAgain = async ({ stripe }: Running, first: string) => {
  const before = await stripe.checkout.sessions.retrieve(first, { expand: ["line_items"] })
  const price = before.line_items?.data[0]?.price?.id ?? ""
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    customer: typeof before.customer === "string" ? before.customer : "",
    line_items: [{ price, quantity: 1 }],
    success_url: "http://localhost:8080/ok",
  })
  return { session }
}
