import type { Stripe } from "stripe"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { start, subscribe, type Running } from "./stripeHarness.ts"

const amounts = (invoice: Stripe.Invoice) => invoice.lines.data.map((line) => line.amount)

describe("Stripe's prorations", () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.close())

  /** The time half way through the period that runs, to the second. */
  const halfWay = (subscription: Stripe.Subscription): number => {
    const { current_period_start: from, current_period_end: to } = subscription.items.data[0]!
    return from + Math.floor((to - from) / 2)
  }
  const halves = (amount: number, subscription: Stripe.Subscription): number => {
    const { current_period_start: from, current_period_end: to } = subscription.items.data[0]!
    return Math.round((amount * (to - halfWay(subscription))) / (to - from))
  }

  it("gives back the rest of the old seats and bills that of the new with the next invoice", async () => {
    const { stripe } = running
    const { customer, subscription, item } = await subscribe(running, { seats: 3 })
    const change = { items: [{ id: item, quantity: 5 }], proration_date: halfWay(subscription) }
    const preview = await stripe.invoices.createPreview({
      customer: customer.id,
      subscription: subscription.id,
      subscription_details: change,
    })
    const [credit, debit] = [-halves(3600, subscription), halves(6000, subscription)]
    expect(amounts(preview)).toEqual([debit, credit, 6000])
    expect(preview.lines.data.map((line) => line.parent?.subscription_item_details?.proration)).toEqual([
      true,
      true,
      false,
    ])
    expect(preview).toMatchObject({
      id: expect.stringMatching(/^upcoming_in_/),
      status: "draft",
      billing_reason: "upcoming",
    })
    expect((await stripe.invoiceItems.list({ customer: customer.id })).data).toEqual([])

    const after = await stripe.subscriptions.update(subscription.id, change)
    expect(after.items.data[0]?.quantity).toBe(5)
    expect(after.latest_invoice).toBe(subscription.latest_invoice)
    const waiting = await stripe.invoiceItems.list({ customer: customer.id, pending: true })
    expect(waiting.data.map((one) => one.amount)).toEqual([debit, credit])
    const [first] = (await stripe.invoices.list({ customer: customer.id })).data
    expect(waiting.data[1]?.proration_details?.credited_items).toEqual({
      invoice_line_item_details: { invoice: first?.id, invoice_line_items: [first?.lines.data[0]?.id] },
      type: "invoice_line_items",
    })
    const next = await stripe.invoices.createPreview({ subscription: subscription.id })
    expect(amounts(next)).toEqual([debit, credit, 6000])
    expect(next.total).toBe(preview.total)
  })

  it("charges at once with always_invoice, exactly what the preview said", async () => {
    const { stripe } = running
    const { customer, subscription, item, business } = await subscribe(running, { seats: 3 })
    const details = {
      items: [{ id: item, price: business.id, quantity: 3 }],
      proration_behavior: "always_invoice" as const,
      proration_date: halfWay(subscription),
    }
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: details,
    })
    const after = await stripe.subscriptions.update(subscription.id, { ...details, expand: ["latest_invoice"] })
    const invoice = after.latest_invoice as Stripe.Invoice
    expect(invoice).toMatchObject({ billing_reason: "subscription_update", status: "paid", total: preview.total })
    expect(amounts(invoice)).toEqual(amounts(preview))
    expect(invoice.total).toBe(halves(9000, subscription) - halves(3600, subscription))
    expect((await stripe.charges.list({ customer: customer.id })).data.map((one) => one.amount)).toEqual([
      invoice.total,
      3600,
    ])
  })

  it("gives back only what was billed: seats taken for nothing are not credited", async () => {
    const { stripe } = running
    const { subscription, item, customer } = await subscribe(running, { seats: 3 })
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 10 }],
      proration_behavior: "none",
    })
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 4 }],
      proration_date: halfWay(subscription),
    })
    const waiting = await stripe.invoiceItems.list({ customer: customer.id, pending: true })
    expect(waiting.data.map((one) => one.amount)).toEqual([halves(4800, subscription), -halves(3600, subscription)])
  })

  it("keeps as credit what a downgrade gives back, and takes it off the next invoice", async () => {
    const { stripe } = running
    const { customer, subscription, item } = await subscribe(running, { seats: 9 })
    const after = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 1 }],
      proration_behavior: "always_invoice",
      proration_date: halfWay(subscription),
      expand: ["latest_invoice"],
    })
    const credit = halves(10_800, subscription) - halves(1200, subscription)
    expect(after.latest_invoice).toMatchObject({
      status: "paid",
      amount_due: 0,
      total: -credit,
      ending_balance: -credit,
    })
    expect(((await stripe.customers.retrieve(customer.id)) as Stripe.Customer).balance).toBe(-credit)
    const next = await stripe.invoices.createPreview({ subscription: subscription.id })
    expect(next).toMatchObject({ total: 1200, starting_balance: -credit, amount_due: 0, ending_balance: 1200 - credit })
  })

  it("moves from monthly to annual: a new year from now, less the rest of the month", async () => {
    const { stripe } = running
    const { subscription, item, annual } = await subscribe(running, { seats: 2 })
    const after = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: annual.id, quantity: 2 }],
      billing_cycle_anchor: { type: "now" },
      proration_behavior: "always_invoice",
      expand: ["latest_invoice"],
    })
    const [now] = after.items.data
    expect(after.billing_cycle_anchor).toBe(now?.current_period_start)
    const year = new Date(now!.current_period_start * 1000)
    expect(now?.current_period_end).toBe(year.setUTCFullYear(year.getUTCFullYear() + 1) / 1000)
    const invoice = after.latest_invoice as Stripe.Invoice
    expect(amounts(invoice)).toEqual([-2400, 24_000])
    expect(invoice).toMatchObject({ status: "paid", amount_paid: 21_600 })
  })

  it("does not move the anchor by itself in flexible billing, and does in classic billing", async () => {
    const { stripe } = running
    const flexible = await subscribe(running)
    const kept = await stripe.subscriptions.update(flexible.subscription.id, {
      items: [{ id: flexible.item, price: flexible.annual.id, quantity: 3 }],
    })
    expect(kept.billing_cycle_anchor).toBe(flexible.subscription.billing_cycle_anchor)
    expect(kept.latest_invoice).toBe(flexible.subscription.latest_invoice)
    const classic = await subscribe(running, { extra: { billing_mode: { type: "classic" } } })
    expect(classic.subscription.billing_mode.type).toBe("classic")
    const moved = await stripe.subscriptions.update(classic.subscription.id, {
      items: [{ id: classic.item, price: classic.annual.id, quantity: 3 }],
    })
    expect(moved.latest_invoice).not.toBe(classic.subscription.latest_invoice)
  })

  it("changes nothing when the card refuses and error_if_incomplete asks for that", async () => {
    const { stripe } = running
    const { customer, subscription, item, business } = await subscribe(running)
    const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id })
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } })
    const change = {
      items: [{ id: item, price: business.id, quantity: 3 }],
      proration_behavior: "always_invoice" as const,
      proration_date: halfWay(subscription),
    }
    await expect(
      stripe.subscriptions.update(subscription.id, { ...change, payment_behavior: "error_if_incomplete" }),
    ).rejects.toMatchObject({ statusCode: 402, code: "card_declined" })
    expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.price.id).not.toBe(business.id)
    expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(1)
    expect((await stripe.invoiceItems.list({ customer: customer.id })).data).toEqual([])

    const held = await stripe.subscriptions.update(subscription.id, {
      ...change,
      payment_behavior: "pending_if_incomplete",
    })
    expect(held).toMatchObject({
      status: "active",
      items: { data: [{ price: { id: subscription.items.data[0]?.price.id } }] },
    })
    expect(held.pending_update?.subscription_items?.[0]?.price.id).toBe(business.id)

    const due = await stripe.subscriptions.update(subscription.id, { ...change, payment_behavior: "allow_incomplete" })
    expect(due).toMatchObject({ status: "past_due", items: { data: [{ price: { id: business.id } }] } })
  })

  it("previews a subscription that does not exist yet, and leaves nothing behind", async () => {
    const { stripe } = running
    const { monthly } = await subscribe(running)
    const customer = await stripe.customers.create({ balance: -500 })
    const preview = await stripe.invoices.createPreview({
      customer: customer.id,
      subscription_details: { items: [{ price: monthly.id, quantity: 4 }] },
    })
    expect(preview).toMatchObject({ total: 4800, amount_due: 4300, starting_balance: -500 })
    expect((await stripe.subscriptions.list({ customer: customer.id, status: "all" })).data).toEqual([])
    expect((await stripe.invoices.list({ customer: customer.id })).data).toEqual([])
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -500, next_invoice_sequence: 1 })
  })

  it("refuses quantities, prices and dates that make no sense, and changes nothing", async () => {
    const { stripe } = running
    const { subscription, item } = await subscribe(running)
    const euro = await stripe.prices.create({
      product_data: { name: "Euro" },
      currency: "eur",
      unit_amount: 100,
      recurring: { interval: "month" },
    })
    const update = (params: Stripe.SubscriptionUpdateParams) => stripe.subscriptions.update(subscription.id, params)
    for (const quantity of [-1, 1.5, 1e9]) {
      await expect(update({ items: [{ id: item, quantity }] })).rejects.toMatchObject({ param: "items[0][quantity]" })
    }
    await expect(update({ items: [{ id: item, price: euro.id }] })).rejects.toMatchObject({ param: "items" })
    await expect(update({ items: [{ id: item, price: "price_none" }] })).rejects.toMatchObject({
      code: "resource_missing",
    })
    await expect(update({ items: [{ id: item, quantity: 4 }], proration_date: 5 })).rejects.toMatchObject({
      param: "proration_date",
    })
    expect(await stripe.subscriptions.retrieve(subscription.id)).toEqual(
      expect.objectContaining({ items: expect.objectContaining({ data: [expect.objectContaining({ quantity: 3 })] }) }),
    )
  })
})
