import type { Stripe } from "stripe"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { catalogue, secretKey, start, submitTo, subscribe, type Running } from "./stripeHarness.ts"

describe("Stripe's money", () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.close())

  const lastInvoice = async (customer: string) => (await running.stripe.invoices.list({ customer })).data[0]!

  /** After each test that touches invoices: lines make subtotals, and transactions make balances. */
  const expectSums = async (id: string) => {
    const { stripe } = running
    const customer = (await stripe.customers.retrieve(id)) as Stripe.Customer
    const moves: Array<number> = []
    for await (const one of stripe.customers.listBalanceTransactions(id)) moves.push(one.amount)
    expect(moves.reduce((sum, amount) => sum + amount, 0)).toBe(customer.balance)
    for await (const invoice of stripe.invoices.list({ customer: id })) {
      expect(invoice.lines.data.reduce((sum, line) => sum + line.amount, 0)).toBe(invoice.subtotal)
      const off = (invoice.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0)
      expect(invoice.total).toBe(invoice.subtotal - off)
      expect(invoice.amount_due).toBe(invoice.amount_paid + invoice.amount_remaining)
    }
  }

  it("takes coupons off: a share of each line, a fixed amount over all lines, once or for good", async () => {
    const { stripe } = running
    const once = await stripe.coupons.create({ amount_off: 1000, currency: "usd", duration: "once" })
    const good = await stripe.coupons.create({ percent_off: 25, duration: "forever", max_redemptions: 1 })
    const first = await subscribe(running, { extra: { discounts: [{ coupon: once.id }] } })
    expect(await lastInvoice(first.customer.id)).toMatchObject({ subtotal: 3600, total: 2600, amount_paid: 2600 })
    const next = await stripe.invoices.createPreview({ subscription: first.subscription.id })
    expect(next.total).toBe(3600)
    const second = await subscribe(running, { extra: { discounts: [{ coupon: good.id }] } })
    expect(await lastInvoice(second.customer.id)).toMatchObject({ total: 2700 })
    expect((await stripe.invoices.createPreview({ subscription: second.subscription.id })).total).toBe(2700)
    expect((await stripe.coupons.retrieve(good.id)).valid).toBe(false)
    await expect(subscribe(running, { extra: { discounts: [{ coupon: good.id }] } })).rejects.toMatchObject({
      code: "coupon_expired",
    })
    const expanded = await stripe.subscriptions.retrieve(second.subscription.id, {
      expand: ["discounts.source.coupon"],
    })
    expect(expanded.discounts[0]).toMatchObject({ source: { coupon: { percent_off: 25 } } })
    await stripe.subscriptions.deleteDiscount(second.subscription.id)
    expect((await stripe.invoices.createPreview({ subscription: second.subscription.id })).total).toBe(3600)
    for (const { customer } of [first, second]) await expectSums(customer.id)
  })

  it("lets a customer change the seats and type a promotion code at Checkout, and authenticate the card", async () => {
    const { stripe, url } = running
    const { monthly } = await catalogue(running)
    const customer = await stripe.customers.create({ email: "promo@example.com" })
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: "forever" })
    const code = await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code: "HALF" })
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      customer: customer.id,
      line_items: [{ price: monthly.id, quantity: 2, adjustable_quantity: { enabled: true, minimum: 1, maximum: 10 } }],
      allow_promotion_codes: true,
      success_url: "http://localhost/ok",
    })
    const item = (await stripe.checkout.sessions.listLineItems(session.id)).data[0]!
    const order = (fields: Record<string, string>) => submitTo(`${session.url}/order`, fields)
    expect((await order({ promotion_code: "WRONG" })).status).toBe(402)
    expect((await order({ [`quantity-${item.id}`]: "11" })).status).toBe(402)
    expect((await order({ [`quantity-${item.id}`]: "4", promotion_code: "half" })).status).toBe(303)
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      amount_subtotal: 4800,
      amount_total: 2400,
      total_details: { amount_discount: 2400 },
      discounts: [{ promotion_code: code.id }],
    })
    const asked = await submitTo(session.url, { number: "4000002760003184" })
    const challenge = `${url}${asked.headers.get("location")}`
    expect(await (await fetch(challenge)).text()).toContain("3D Secure")
    expect((await stripe.subscriptions.list({ customer: customer.id })).data).toEqual([])
    const done = await submitTo(challenge, { outcome: "complete" })
    expect(done.headers.get("location")).toBe("http://localhost/ok")
    expect(await lastInvoice(customer.id)).toMatchObject({ amount_paid: 2400, status: "paid" })
    expect((await stripe.promotionCodes.retrieve(code.id)).times_redeemed).toBe(1)
    await expectSums(customer.id)
  })

  it("refunds in part and in full, and no more than was paid", async () => {
    const { stripe } = running
    const { customer, subscription } = await subscribe(running)
    const [charge] = (await stripe.charges.list({ customer: customer.id })).data
    const part = await stripe.refunds.create({ charge: charge!.id, amount: 600, reason: "requested_by_customer" })
    expect(part).toMatchObject({ amount: 600, status: "succeeded", payment_intent: charge!.payment_intent })
    await expect(stripe.refunds.create({ charge: charge!.id, amount: 3001 })).rejects.toMatchObject({ param: "amount" })
    await stripe.refunds.create({ payment_intent: String(charge!.payment_intent) })
    await expect(stripe.refunds.create({ charge: charge!.id })).rejects.toMatchObject({
      code: "charge_already_refunded",
    })
    expect(await stripe.charges.retrieve(charge!.id)).toMatchObject({ amount_refunded: 3600, refunded: true })
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("active")
    const payments = await stripe.invoicePayments.list({
      payment: { type: "payment_intent", payment_intent: String(charge!.payment_intent) },
    })
    expect(payments.data[0]?.invoice).toBe(subscription.latest_invoice)
  })

  it("disputes what the test card pays: lost by closing it, won by evidence, an inquiry without money", async () => {
    const { stripe } = running
    const types = async () =>
      (await stripe.events.list({ type: "charge.dispute.*", limit: 10 })).data.map((one) => one.type)
    await subscribe(running, { card: "pm_card_createDispute" })
    const [lost] = (await stripe.disputes.list()).data
    expect(lost).toMatchObject({ amount: 3600, status: "needs_response" })
    expect(await types()).toEqual(["charge.dispute.funds_withdrawn", "charge.dispute.created"])
    expect((await stripe.disputes.close(lost!.id)).status).toBe("lost")
    await subscribe(running, { card: "pm_card_createDispute" })
    const [won] = (await stripe.disputes.list()).data
    expect(
      await stripe.disputes.update(won!.id, { evidence: { uncategorized_text: "winning_evidence" } }),
    ).toMatchObject({ status: "won" })
    expect((await types())[0]).toBe("charge.dispute.funds_reinstated")
    await subscribe(running, { card: "pm_card_createDisputeInquiry" })
    expect((await stripe.disputes.list()).data[0]).toMatchObject({
      status: "warning_needs_response",
      balance_transactions: [],
    })
  })

  it("disputes any payment on order, and ends the subscription where that is set", async () => {
    const { stripe, url } = running
    await running.control("settings", { cancelDisputed: true })
    const { customer, subscription } = await subscribe(running)
    const [charge] = (await stripe.charges.list({ customer: customer.id })).data
    const made = (await running.control("disputes", { charge: charge?.id })) as Stripe.Dispute
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "payment_disputed" },
    })
    await running.control(`disputes/${made.id}/won`)
    expect((await stripe.disputes.retrieve(made.id)).status).toBe("won")
    await running.control("settings", { cancelDisputed: false })
    const offered = await (await fetch(`${url}/_emulator/operations`)).json()
    expect(offered).toMatchObject({ count: 153 })
  })

  it("bills what a meter has counted with the next invoice, tier by tier", async () => {
    const { stripe } = running
    const meter = await stripe.billing.meters.create({
      display_name: "API calls",
      event_name: "api_calls",
      default_aggregation: { formula: "sum" },
    })
    const price = await stripe.prices.create({
      product_data: { name: "API calls" },
      currency: "usd",
      billing_scheme: "tiered",
      tiers_mode: "graduated",
      tiers: [
        { up_to: 100, unit_amount: 0 },
        { up_to: "inf", unit_amount_decimal: "0.5" as unknown as Stripe.Decimal, flat_amount: 200 },
      ],
      recurring: { interval: "month", usage_type: "metered", meter: meter.id },
    })
    expect((await stripe.prices.retrieve(price.id, { expand: ["tiers"] })).tiers).toHaveLength(2)
    const { customer, subscription } = await subscribe(running, { extra: { items: [{ price: price.id }] } })
    const use = (value: string, identifier?: string) =>
      stripe.billing.meterEvents.create({
        event_name: "api_calls",
        payload: { stripe_customer_id: customer.id, value },
        ...(identifier === undefined ? {} : { identifier }),
      })
    await use("90", "once")
    await expect(use("90", "once")).rejects.toMatchObject({ code: "duplicate_meter_event" })
    await use("31")
    await expect(use("many")).rejects.toMatchObject({ statusCode: 400 })
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
    expect(preview.lines.data.map((line) => [line.quantity, line.amount])).toEqual([
      [100, 0],
      [21, 11],
      [0, 200],
    ])
    const now = Math.floor(running.clock.now() / 1000)
    const summary = await stripe.billing.meters.listEventSummaries(meter.id, {
      customer: customer.id,
      start_time: now - 60,
      end_time: now + 60,
    })
    expect(summary.data[0]?.aggregated_value).toBe(121)
  })

  it("takes use back: a day long by its identifier, and by a negative value, but never below nothing", async () => {
    const { stripe } = running
    const meter = await stripe.billing.meters.create({
      display_name: "Pages",
      event_name: "pages",
      default_aggregation: { formula: "sum" },
    })
    const price = await stripe.prices.create({
      product_data: { name: "Pages" },
      currency: "usd",
      unit_amount: 3,
      recurring: { interval: "month", usage_type: "metered", meter: meter.id },
    })
    const { customer, subscription } = await subscribe(running, { extra: { items: [{ price: price.id }] } })
    const use = (value: string, identifier: string) =>
      stripe.billing.meterEvents.create({
        event_name: "pages",
        identifier,
        payload: { stripe_customer_id: customer.id, value },
      })
    const cancel = (identifier: string) =>
      stripe.billing.meterEventAdjustments.create({ event_name: "pages", type: "cancel", cancel: { identifier } })
    const due = async () => (await stripe.invoices.createPreview({ subscription: subscription.id })).total
    await use("40", "p1")
    await use("10", "p2")
    expect(await cancel("p1")).toMatchObject({ status: "complete", cancel: { identifier: "p1" } })
    expect(await due()).toBe(30)
    await expect(use("40", "p1")).rejects.toMatchObject({ code: "duplicate_meter_event" })
    await use("-4", "p3")
    expect(await due()).toBe(18)
    await use("-20", "p4")
    expect(await due()).toBe(0)
    await expect(cancel("unknown")).rejects.toMatchObject({ code: "resource_missing" })
    running.clock.advance(86_401)
    await expect(cancel("p2")).rejects.toMatchObject({ param: "cancel[identifier]" })
  })

  it("leads an invoice of its own from draft to paid, void or uncollectible", async () => {
    const { stripe } = running
    const { customer } = await subscribe(running)
    const fresh = async () => {
      const invoice = await stripe.invoices.create({ customer: customer.id, description: "Set-up" })
      await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 5000, currency: "usd" })
      return invoice.id
    }
    const paid = await fresh()
    expect(await stripe.invoices.retrieve(paid)).toMatchObject({ status: "draft", number: null, total: 5000 })
    const open = await stripe.invoices.finalizeInvoice(paid)
    expect(open).toMatchObject({ status: "open", amount_due: 5000 })
    expect(Number(open.number?.split("-")[1])).toBe(2)
    expect(await stripe.invoices.pay(paid)).toMatchObject({ status: "paid", amount_remaining: 0 })
    await expect(stripe.invoices.pay(paid)).rejects.toMatchObject({ code: "invoice_already_paid" })
    await expect(stripe.invoices.voidInvoice(paid)).rejects.toMatchObject({ statusCode: 400 })
    const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id })
    const other = await fresh()
    await expect(stripe.invoices.pay(other, { payment_method: bad.id })).rejects.toMatchObject({
      type: "StripeCardError",
      statusCode: 402,
    })
    expect(await stripe.invoices.retrieve(other)).toMatchObject({ status: "open", attempt_count: 1 })
    expect(await stripe.invoices.markUncollectible(other)).toMatchObject({ status: "uncollectible" })
    expect(await stripe.invoices.voidInvoice(other)).toMatchObject({ status: "void" })
    const deleted = await fresh()
    expect(await stripe.invoices.del(deleted)).toMatchObject({ deleted: true })
    await expectSums(customer.id)
  })

  it("gives credit back when the invoice that took it is voided", async () => {
    const { stripe } = running
    const { customer } = await subscribe(running)
    await stripe.customers.createBalanceTransaction(customer.id, { amount: -700, currency: "usd" })
    await expect(
      stripe.customers.createBalanceTransaction(customer.id, { amount: -700, currency: "eur" }),
    ).rejects.toMatchObject({ param: "currency" })
    const invoice = await stripe.invoices.create({ customer: customer.id })
    await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 5000, currency: "usd" })
    expect(await stripe.invoices.finalizeInvoice(invoice.id)).toMatchObject({ amount_due: 4300, ending_balance: 0 })
    await stripe.invoices.voidInvoice(invoice.id)
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -700 })
    await expectSums(customer.id)
  })

  it("makes one object per idempotency key, also when the requests come at once", async () => {
    const send = () =>
      fetch(`${running.url}/v1/customers`, {
        method: "POST",
        headers: { authorization: `Bearer ${secretKey}`, "idempotency-key": "customer:org_9" },
        body: "email=once%40example.com",
      })
    const answers = await Promise.all([send(), send(), send()])
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true)
    expect((await running.stripe.customers.list({ email: "once@example.com" })).data).toHaveLength(1)
  })
})
