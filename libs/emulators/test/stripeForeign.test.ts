import type { Stripe } from "stripe"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { secretKey, start, startReceiver, subscribe, submitTo, until, type Running } from "./stripeHarness.ts"

describe("what clients ask of Stripe that the services do not", () => {
  let running: Running
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  beforeAll(async () => {
    receiver = await startReceiver()
    running = await start()
  })
  afterAll(async () => {
    await running.close()
    await receiver.close()
  })
  const refused = (asked: Promise<unknown>, error: object) => expect(asked).rejects.toMatchObject(error)

  it("makes a customer with a card, that pays by default, in one call", async () => {
    const { stripe } = running
    const customer = await stripe.customers.create({
      email: "foreign@example.com",
      payment_method: "pm_card_visa",
      invoice_settings: { default_payment_method: "pm_card_visa" },
      shipping: { name: "Ada", address: { line1: "1 Way", country: "GB" } },
      expand: ["invoice_settings.default_payment_method"],
    })
    expect(customer.invoice_settings.default_payment_method).toMatchObject({ customer: customer.id })
    expect(customer.shipping).toMatchObject({ name: "Ada", address: { country: "GB" } })
    expect((await stripe.customers.update(customer.id, { shipping: "" })).shipping).toBeNull()
    const foreign = (await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id })).id
    await refused(stripe.customers.create({ invoice_settings: { default_payment_method: foreign } }), {
      code: "resource_missing",
    })
    await refused(stripe.customers.create({ email: "nobody" }), { code: "email_invalid", param: "email" })
  })

  it("sells what price_data says, to subscribe and at Checkout, and to nobody else", async () => {
    const { stripe } = running
    const product = await stripe.products.create({
      name: "Made at once",
      default_price_data: { currency: "usd", unit_amount: 500, recurring: { interval: "month" } },
      expand: ["default_price"],
    })
    expect(product.default_price).toMatchObject({ unit_amount: 500, product: product.id })
    const { customer } = await subscribe(running)
    const inline = { currency: "usd", product: product.id, unit_amount: 700, recurring: { interval: "month" as const } }
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price_data: inline, quantity: 2 }],
      expand: ["latest_invoice"],
    })
    expect(subscription.latest_invoice).toMatchObject({ total: 1400, status: "paid" })
    const price = subscription.items.data[0]?.price
    expect(price).toMatchObject({ active: false, unit_amount: 700 })
    const items = [{ price: price?.id ?? "" }]
    await refused(stripe.subscriptions.create({ customer: customer.id, items }), { param: "items[0][price]" })
    const { product: _product, ...rest } = inline
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      customer: customer.id,
      success_url: "https://example.com",
      line_items: [{ price_data: { ...rest, product_data: { name: "Inline" } }, quantity: 3 }],
    })
    expect(session.amount_total).toBe(2100)
    const { recurring: _recurring, ...once } = inline
    const item = await stripe.invoiceItems.create({ customer: customer.id, price_data: once, quantity: 2 })
    expect(item).toMatchObject({ amount: 1400, pricing: { price_details: { product: product.id } } })
    const unknown = { ...inline, currency: "xxq" }
    await refused(stripe.subscriptions.create({ customer: customer.id, items: [{ price_data: unknown }] }), {
      param: "items[0][price_data][currency]",
    })
  })

  it("searches invoices and charges, and keeps notes on a charge", async () => {
    const { stripe } = running
    const { customer } = await subscribe(running)
    const [charge] = (await stripe.charges.search({ query: `customer:'${customer.id}'` })).data
    expect(charge).toMatchObject({ customer: customer.id, amount: 3600 })
    expect((await stripe.invoices.search({ query: `customer:'${customer.id}' AND status:'paid'` })).data).toHaveLength(
      1,
    )
    const noted = await stripe.charges.update(charge?.id ?? "", { description: "d", metadata: { a: "1" } })
    expect(noted).toMatchObject({ description: "d", metadata: { a: "1" } })
    await stripe.customers.createBalanceTransaction(customer.id, { amount: -100, currency: "usd" })
    const since = async (gte: number) =>
      (await stripe.customers.listBalanceTransactions(customer.id, { created: { gte } })).data.length
    expect([await since(1), await since(Math.floor(Date.now() / 1000) + 60)]).toEqual([1, 0])
    await refused(stripe.events.list({ types: Array.from({ length: 21 }, (_, at) => `a.b${at}`) }), { param: "types" })
    await refused(stripe.customers.update(customer.id, { metadata: "x" as never }), { param: "metadata" })
  })

  it("saves a card by a setup intent, asks the bank where the card wants it, and says when it is refused", async () => {
    const { stripe } = running
    const { id: customer } = await stripe.customers.create({})
    const made = await stripe.setupIntents.create({ customer, metadata: { a: "1" } })
    expect(made).toMatchObject({ status: "requires_payment_method", usage: "off_session" })
    const saved = await stripe.setupIntents.confirm(made.id, { payment_method: "pm_card_visa" })
    expect(saved.status).toBe("succeeded")
    expect((await stripe.customers.listPaymentMethods(customer)).data[0]?.id).toBe(saved.payment_method)
    await refused(stripe.setupIntents.confirm(made.id), { code: "setup_intent_unexpected_state" })
    for (const [outcome, status] of [
      ["complete", "succeeded"],
      ["fail", "requires_payment_method"],
    ] as const) {
      const asked = await stripe.setupIntents.create({
        customer,
        confirm: true,
        payment_method: "pm_card_authenticationRequired",
        return_url: "https://example.com/back",
      })
      expect(asked.status).toBe("requires_action")
      const answer = await submitTo(asked.next_action?.redirect_to_url?.url, { outcome })
      expect(answer.headers.get("location")).toBe("https://example.com/back")
      expect((await stripe.setupIntents.retrieve(asked.id)).status).toBe(status)
    }
    const other = await stripe.setupIntents.create({ customer, description: "later" })
    expect(await stripe.setupIntents.update(other.id, { metadata: { b: "2" } })).toMatchObject({ metadata: { b: "2" } })
    await refused(stripe.setupIntents.confirm(other.id, { payment_method: "pm_card_chargeDeclined" }), {
      type: "StripeCardError",
      code: "card_declined",
    })
    const given = await stripe.setupIntents.cancel(other.id, { cancellation_reason: "abandoned" })
    expect(given).toMatchObject({ status: "canceled", cancellation_reason: "abandoned" })
    expect((await stripe.setupIntents.list({ customer })).data).toHaveLength(4)
  })

  it("entitles by the features of what is subscribed to, and tells when that changes", async () => {
    const { stripe } = running
    const { customer, monthly, subscription } = await subscribe(running)
    const feature = await stripe.entitlements.features.create({ lookup_key: "reports", name: "Reports" })
    await refused(stripe.entitlements.features.create({ lookup_key: "reports", name: "R" }), { param: "lookup_key" })
    const product = String(monthly.product)
    const link = await stripe.products.createFeature(product, { entitlement_feature: feature.id })
    expect((await stripe.products.listFeatures(product)).data).toEqual([
      expect.objectContaining({ id: link.id, entitlement_feature: expect.objectContaining({ id: feature.id }) }),
    ])
    const entitled = async () =>
      (await stripe.entitlements.activeEntitlements.list({ customer: customer.id, expand: ["data.feature"] })).data
    const [entitlement] = await entitled()
    expect(entitlement).toMatchObject({ lookup_key: "reports", feature: { name: "Reports" } })
    expect(await stripe.entitlements.activeEntitlements.retrieve(entitlement?.id ?? "")).toMatchObject({
      feature: feature.id,
    })
    await stripe.subscriptions.cancel(subscription.id)
    expect(await entitled()).toEqual([])
    const told = (await stripe.events.list({ type: "entitlements.active_entitlement_summary.updated", limit: 100 }))
      .data
    const counts = told
      .map(({ data }) => data.object as Stripe.Entitlements.ActiveEntitlementSummary)
      .filter((summary) => summary.customer === customer.id)
      .map(({ entitlements }) => entitlements.data.length)
    expect(counts).toEqual([0, 1])
    await stripe.products.deleteFeature(product, link.id)
    await refused(stripe.products.retrieveFeature(product, link.id), { statusCode: 404 })
    expect(await stripe.entitlements.features.update(feature.id, { active: false, name: "Old" })).toMatchObject({
      active: false,
    })
    expect((await stripe.entitlements.features.list({ lookup_key: "reports", archived: true })).data).toHaveLength(1)
  })

  it("has event destinations of API v2: sent to like webhooks, turned off and on, pinged", async () => {
    const { stripe } = running
    const { eventDestinations } = stripe.v2.core
    const made = await eventDestinations.create({
      name: "Ours",
      type: "webhook_endpoint",
      event_payload: "snapshot",
      enabled_events: ["customer.created"],
      webhook_endpoint: { url: receiver.url },
      include: ["webhook_endpoint.signing_secret", "webhook_endpoint.url"],
      metadata: { a: "1" },
    })
    expect(made).toMatchObject({ status: "enabled", webhook_endpoint: { url: receiver.url } })
    receiver.verifyWith(made.webhook_endpoint?.signing_secret ?? "")
    expect((await eventDestinations.retrieve(made.id)).webhook_endpoint).toBeUndefined()
    const { id } = await stripe.customers.create({ name: "Told" })
    await until(() => receiver.received.length === 1)
    expect(receiver.received[0]).toMatchObject({ type: "customer.created", data: { object: { id } } })
    expect(await eventDestinations.disable(made.id)).toMatchObject({
      status: "disabled",
      status_details: { disabled: { reason: "user" } },
    })
    await stripe.customers.create({ name: "Not told" })
    expect(await eventDestinations.enable(made.id)).toMatchObject({ status: "enabled" })
    expect(await eventDestinations.ping(made.id)).toMatchObject({ type: "v2.core.event_destination.ping" })
    await until(() => receiver.signatures.length === 2)
    const aws = await eventDestinations.create({
      name: "Bus",
      type: "amazon_eventbridge",
      event_payload: "snapshot",
      enabled_events: ["*"],
      amazon_eventbridge: { aws_account_id: "123456789012", aws_region: "eu-central-1" },
    })
    expect(aws.amazon_eventbridge).toMatchObject({
      aws_event_source_arn: `arn:aws:events:eu-central-1::event-source/aws.partner/stripe.com/${aws.id}`,
      aws_event_source_status: "pending",
    })
    const renamed = await eventDestinations.update(aws.id, { name: "Other", enabled_events: ["invoice.paid"] })
    expect(renamed).toMatchObject({ name: "Other", enabled_events: ["invoice.paid"] })
    const all: Array<string> = []
    for await (const one of eventDestinations.list({ limit: 1 })) all.push(one.id)
    expect(all).toEqual([aws.id, made.id])
    await eventDestinations.del(made.id)
    await refused(eventDestinations.retrieve(made.id), { statusCode: 404 })
    const body = "name=form"
    const headers = { authorization: `Bearer ${secretKey}` }
    const form = await fetch(`${running.url}/v2/core/event_destinations`, { method: "POST", headers, body })
    expect(form.status).toBe(400)
  })
})
