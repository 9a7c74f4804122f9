import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openCheckout, secretKey, seed, start, submit, type Running } from "./stripeHarness.ts"

describe("Stripe's API", () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.close())

  const post = (path: string, body: string, key = secretKey) =>
    fetch(`${running.url}${path}`, { method: "POST", body, headers: { authorization: `Bearer ${key}` } })

  it("keeps customers: create, update, unset, list by e-mail, search, delete", async () => {
    const { stripe } = running
    const created = await stripe.customers.create({
      email: "grace@example.com",
      name: "Grace",
      address: { city: "Arlington", country: "US" },
      metadata: { org_id: "org_grace", drop: "me" },
    })
    expect(created).toMatchObject({ object: "customer", balance: 0, address: { city: "Arlington", line1: null } })
    const updated = await stripe.customers.update(created.id, { name: "", metadata: { drop: "", more: "1" } })
    expect(updated).toMatchObject({
      name: null,
      email: "grace@example.com",
      metadata: { org_id: "org_grace", more: "1" },
    })
    expect(updated.metadata).not.toHaveProperty("drop")
    expect((await stripe.customers.list({ email: "grace@example.com" })).data).toHaveLength(1)
    const found = await stripe.customers.search({ query: `metadata["org_id"]:"org_grace"` })
    expect(found.data.map((one) => one.id)).toEqual([created.id])
    expect(await stripe.customers.del(created.id)).toEqual(expect.objectContaining({ id: created.id, deleted: true }))
    expect(await stripe.customers.retrieve(created.id)).toMatchObject({ deleted: true })
    await expect(stripe.customers.update(created.id, { name: "x" })).rejects.toMatchObject({ statusCode: 404 })
  })

  it("finds prices by lookup key and moves the key to a new price", async () => {
    const { stripe } = running
    const product = await stripe.products.create({ name: "Team", marketing_features: [{ name: "More" }] })
    const terms = {
      product: product.id,
      currency: "usd",
      recurring: { interval: "year" as const },
      lookup_key: "team_annual",
    }
    const first = await stripe.prices.create({ ...terms, unit_amount: 9900 })
    expect(first.unit_amount_decimal?.toString()).toBe("9900")
    await expect(stripe.prices.create({ ...terms, unit_amount: 9500 })).rejects.toMatchObject({ param: "lookup_key" })
    const second = await stripe.prices.create({ ...terms, unit_amount: 9500, transfer_lookup_key: true })
    const list = await stripe.prices.list({
      lookup_keys: ["team_annual", "none"],
      active: true,
      expand: ["data.product"],
    })
    expect(list.data.map((one) => one.id)).toEqual([second.id])
    expect(list.data[0]?.product).toMatchObject({ name: "Team" })
    expect((await stripe.prices.retrieve(first.id)).lookup_key).toBeNull()
    expect((await stripe.prices.update(first.id, { active: false, nickname: "old" })).active).toBe(false)
    expect((await stripe.prices.list({ product: product.id, active: true })).data).toHaveLength(1)
    expect((await stripe.products.update(product.id, { default_price: second.id })).default_price).toBe(second.id)
  })

  it("pages newest first, forward and backward", async () => {
    const { stripe } = running
    for (let index = 0; index < 12; index++)
      await stripe.customers.create({ email: "page@example.com", name: String(index) })
    const names: Array<string> = []
    for await (const one of stripe.customers.list({ email: "page@example.com", limit: 5 })) names.push(one.name ?? "")
    expect(names).toEqual(["11", "10", "9", "8", "7", "6", "5", "4", "3", "2", "1", "0"])
    const first = await stripe.customers.list({ email: "page@example.com" })
    expect(first).toMatchObject({ object: "list", url: "/v1/customers", has_more: true })
    expect(first.data).toHaveLength(10)
    const [, , third] = first.data
    const before = await stripe.customers.list({ email: "page@example.com", ending_before: third?.id ?? "" })
    expect(before.data.map((one) => one.name)).toEqual(["11", "10"])
    expect(before.has_more).toBe(false)
    await expect(stripe.customers.list({ limit: 101 })).rejects.toMatchObject({ param: "limit" })
    await expect(stripe.customers.list({ starting_after: "cus_none" })).rejects.toMatchObject({
      code: "resource_missing",
    })
  })

  it("opens, changes, schedules the end of and cancels a subscription", async () => {
    const { stripe } = running
    const { customer, price, product } = await seed(running)
    await expect(
      stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] }),
    ).rejects.toMatchObject({ code: "resource_missing" })
    const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id })
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } })
    const created = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id, quantity: 2 }],
    })
    expect(created).toMatchObject({ status: "active", billing_mode: { type: "flexible" } })
    const item = created.items.data[0]?.id ?? ""

    const more = await stripe.subscriptions.update(created.id, {
      items: [{ id: item, quantity: 5 }],
      metadata: { seats: "5" },
      proration_behavior: "none",
    })
    expect(more.items.data[0]?.quantity).toBe(5)
    expect(more.metadata).toEqual({ seats: "5" })
    const again = await stripe.subscriptions.update(created.id, {
      metadata: { seats: "6" },
      proration_behavior: "always_invoice",
    })
    expect(again.latest_invoice).toBe(more.latest_invoice)
    const annual = await stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 9900,
      recurring: { interval: "year" },
    })
    const switched = await stripe.subscriptions.update(created.id, {
      items: [{ id: item, price: annual.id, quantity: 5 }],
    })
    expect(switched.items.data).toMatchObject([{ id: item, price: { id: annual.id }, plan: { id: annual.id } }])

    const ending = await stripe.subscriptions.update(created.id, { cancel_at_period_end: true })
    expect(ending).toMatchObject({
      cancel_at_period_end: true,
      cancel_at: item && ending.items.data[0]?.current_period_end,
    })
    expect(await stripe.subscriptions.update(created.id, { cancel_at_period_end: false })).toMatchObject({
      cancel_at: null,
    })
    expect((await stripe.subscriptionItems.list({ subscription: created.id })).data.map((one) => one.id)).toEqual([
      item,
    ])

    expect((await stripe.subscriptions.cancel(created.id, { prorate: true })).status).toBe("canceled")
    expect((await stripe.subscriptions.list({ customer: customer.id })).data).toEqual([])
    expect((await stripe.subscriptions.list({ customer: customer.id, status: "ended" })).data).toHaveLength(1)
    await expect(
      stripe.subscriptions.update(created.id, { description: "again", metadata: { a: "b" } }),
    ).rejects.toMatchObject({
      statusCode: 400,
    })

    const events = await stripe.events.list({ types: ["customer.subscription.updated"] })
    expect(events.data.find((event) => event.request?.idempotency_key)?.data.previous_attributes).toBeDefined()
  })

  it("leaves a subscription incomplete, or nothing at all, when the first charge fails", async () => {
    const { stripe } = running
    const { customer } = await seedWithout(running)
    const price = (await stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data[0]?.id ?? ""
    const card = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id })
    const terms = { customer: customer.id, items: [{ price }], default_payment_method: card.id }
    await expect(
      stripe.subscriptions.create({ ...terms, payment_behavior: "error_if_incomplete" }),
    ).rejects.toMatchObject({
      type: "StripeCardError",
      statusCode: 402,
      code: "card_declined",
      decline_code: "generic_decline",
    })
    expect((await stripe.subscriptions.list({ customer: customer.id, status: "all" })).data).toEqual([])
    const created = await stripe.subscriptions.create({ ...terms, expand: ["latest_invoice"] })
    expect(created).toMatchObject({ status: "incomplete", latest_invoice: { status: "open", amount_remaining: 1200 } })
  })

  it("expands four levels deep and refuses what cannot be expanded", async () => {
    const { stripe } = running
    const { session } = await openCheckoutUnique(running)
    await submit(session.url)
    const deep = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["subscription.latest_invoice.customer", "invoice.payments"],
    })
    expect(deep).toMatchObject({ subscription: { latest_invoice: { customer: { object: "customer" } } } })
    expect(deep.invoice).toMatchObject({ payments: { data: [{ object: "invoice_payment" }] } })
    await expect(stripe.checkout.sessions.retrieve(session.id, { expand: ["nothing"] })).rejects.toMatchObject({
      statusCode: 400,
      message: "This property cannot be expanded (nothing).",
    })
    await expect(stripe.subscriptions.list({ expand: ["data.a.b.c.d"] })).rejects.toMatchObject({ statusCode: 400 })
  })

  it("answers every error in Stripe's form", async () => {
    const { stripe, client } = running
    await expect(client("sk_test_wrong_key_0000").customers.list()).rejects.toMatchObject({
      type: "StripeAuthenticationError",
      statusCode: 401,
      message: "Invalid API Key provided: sk_test_****0000",
    })
    expect((await fetch(`${running.url}/v1/customers`)).status).toBe(401)
    await expect(stripe.customers.retrieve("cus_none")).rejects.toMatchObject({
      type: "StripeInvalidRequestError",
      statusCode: 404,
      code: "resource_missing",
      param: "id",
      message: "No such customer: 'cus_none'",
    })
    await expect(stripe.quotes.list()).rejects.toMatchObject({ type: "StripeInvalidRequestError", statusCode: 404 })
    expect(await (await fetch(`${running.url}/nowhere`)).json()).toMatchObject({
      error: { type: "invalid_request_error" },
    })

    const errorOf = async (path: string, body: string) => {
      const response = await post(path, body)
      expect(response.headers.get("request-id")).toMatch(/^req_/)
      return { status: response.status, body: await response.json() }
    }
    expect(await errorOf("/v1/customers", "email=a%40b.c&colour=red")).toMatchObject({
      status: 400,
      body: { error: { code: "parameter_unknown", param: "colour", message: "Received unknown parameter: colour" } },
    })
    expect(await errorOf("/v1/products", "active=true")).toMatchObject({
      status: 400,
      body: { error: { code: "parameter_missing", param: "name" } },
    })
    expect(await errorOf("/v1/subscriptions", "customer=cus_none&items[0][price]=price_none")).toMatchObject({
      status: 400,
      body: { error: { code: "resource_missing", param: "customer" } },
    })
    expect(await errorOf("/v1/customers", "balance=lots")).toMatchObject({
      status: 400,
      body: { error: { code: "parameter_invalid_integer", param: "balance" } },
    })
    const { customer } = await seedWithout(running)
    const session = `mode=subscription&customer=${customer.id}&success_url=http://localhost/&line_items[0][quantity]=1`
    expect(await errorOf("/v1/checkout/sessions", session)).toMatchObject({
      status: 400,
      body: { error: { code: "parameter_missing", param: "line_items[0][price]" } },
    })
    expect(await errorOf("/v1/checkout/sessions", `${session}&line_items[0][price]=price_none`)).toMatchObject({
      status: 400,
      body: {
        error: { code: "resource_missing", param: "line_items[0][price]", message: "No such price: 'price_none'" },
      },
    })
  })

  it("fails on order, and the client's retry succeeds", async () => {
    await running.control("faults", { path: "/v1/customers", status: 500, times: 2 })
    await expect(running.stripe.customers.list()).rejects.toMatchObject({ statusCode: 500 })
    expect((await running.client(secretKey, 1).customers.list({ limit: 1 })).object).toBe("list")
    await running.control("faults", { path: "/v1/customers", status: 429 })
    await expect(running.stripe.customers.list()).rejects.toMatchObject({ type: "StripeRateLimitError" })
  })
})

/** A customer alone: the catalogue is there already. */
const seedWithout = async ({ stripe }: Running) => ({
  customer: await stripe.customers.create({ email: "solo@example.com" }),
})

const openCheckoutUnique = async (running: Running) => {
  const [taken] = (await running.stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data
  if (taken) await running.stripe.prices.update(taken.id, { lookup_key: "" })
  return openCheckout(running)
}
