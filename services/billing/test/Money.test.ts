import { UsageRecorded } from "@tango/contracts/events/EntitlementsEvents"
import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Billing, buy, field, startBilling, text } from "./Harness.ts"

let billing: Billing
beforeAll(async () => {
  billing = await startBilling()
})
afterAll(() => billing.close())

const goodwill = { amount: 5000, currency: "usd", reason: "Goodwill after the outage" }
const items = (body: unknown): ReadonlyArray<unknown> => Array.from(Object(field(body, "items")))
const told = (customerId: string, providerType: string) =>
  billing.consumer.deliver(
    busMessage(StripeEventReceived, {
      data: { providerEventId: `evt_${crypto.randomUUID()}`, providerType, objectId: "x", parentId: customerId },
    }),
  )

describe("credit", () => {
  it("is granted by the vendor's staff once, with who and why, and used for the next invoice", async () => {
    const { customerId } = await buy(billing, "org-credit")
    const headers = { "idempotency-key": "grant-1" }
    const granted = await billing.operator("org-credit", "POST", "/credits", goodwill, headers)
    assert.equal(granted.status, 201, JSON.stringify(granted.body))
    assert.include(granted.body, { ...goodwill, kind: "granted", grantedBy: "ops", balance: 5000 })
    const again = await billing.operator("org-credit", "POST", "/credits", goodwill, headers)
    assert.deepEqual(again.body, granted.body)
    assert.equal(Object(await billing.stripe.customers.retrieve(customerId)).balance, -5000)
    const listed = await billing.as("org-credit", "GET", "/credits")
    assert.include(listed.body, { balance: 5000, currency: "usd", next_cursor: null })
    assert.lengthOf(items(listed.body), 1)

    const preview = await billing.as("org-credit", "POST", "/subscription/preview", { price: "pro_monthly", seats: 4 })
    assert.include(preview.body, { amountDue: 0, creditApplied: field(preview.body, "total") })
    await billing.as("org-credit", "POST", "/subscription/change", { previewId: text(preview.body, "previewId") })
    const after = await billing.as("org-credit", "GET", "/credits")
    assert.include(items(after.body)[0], { kind: "applied", amount: -Number(field(preview.body, "total")) })
    assert.include(after.body, { balance: 5000 - Number(field(preview.body, "total")) })
    assert.lengthOf(await billing.announced("org-credit", "billing.credits.changed.v1"), 2)
    assert.lengthOf(await billing.announced("org-credit", "billing.audit.recorded.v1"), 2)
    assert.include(await billing.jobs.reconcile(), { creditDrift: 0, failed: 0 })
  })

  it("given at Stripe by hand is in the ledger as well", async () => {
    const { customerId } = await buy(billing, "org-hand")
    await billing.stripe.customers.createBalanceTransaction(customerId, {
      amount: -700,
      currency: "usd",
      description: "By hand",
    })
    await told(customerId, "customer.updated")
    const { body } = await billing.as("org-hand", "GET", "/credits")
    assert.include(items(body)[0], { kind: "adjusted", amount: 700, balance: 700, reason: "By hand", grantedBy: null })
  })

  it("is refused when it is no amount, of another currency, or the key was used for something else", async () => {
    await buy(billing, "org-no-credit")
    for (const amount of [0, -1, 1.5, 100_000_000, 2 ** 60, "10", Number.NaN])
      assert.equal((await billing.operator("org-no-credit", "POST", "/credits", { ...goodwill, amount })).status, 400)
    for (const reason of ["", "a".repeat(101)])
      assert.equal((await billing.operator("org-no-credit", "POST", "/credits", { ...goodwill, reason })).status, 400)
    const euros = await billing.operator("org-no-credit", "POST", "/credits", { ...goodwill, currency: "eur" })
    assert.equal(euros.status, 422)
    assert.include(euros.body, { code: "currency_mismatch", currency: "usd" })
    const headers = { "idempotency-key": "grant-2" }
    assert.equal((await billing.operator("org-no-credit", "POST", "/credits", goodwill, headers)).status, 201)
    const other = await billing.operator("org-no-credit", "POST", "/credits", { ...goodwill, amount: 6000 }, headers)
    assert.equal(other.status, 422)
    assert.include(other.body, { code: "idempotency_key_reused" })
    assert.include((await billing.as("org-no-credit", "GET", "/credits")).body, { balance: 5000 })
    assert.equal((await billing.operator("org-nobody", "POST", "/credits", goodwill)).status, 404)
  })

  it("is not for members to grant, nor for operators to see through members' doors", async () => {
    const token = await billing.admin("org-credit")
    const path = "/api/billing/operator/organizations/org-credit/credits"
    assert.equal((await billing.service.request("POST", path, { token, body: goodwill })).status, 401)
  })

  it("stays in the ledger: nobody changes or deletes an entry", async () => {
    const { customerId } = await buy(billing, "org-ledger")
    await billing.stripe.customers.createBalanceTransaction(customerId, { amount: -1, currency: "usd" })
    await told(customerId, "customer.updated")
    for (const statement of ["update credit_entries set amount = 2", "delete from credit_entries"]) {
      const refused = await billing.service.rows(`${statement} where organization_id = 'org-ledger'`).catch(String)
      assert.isString(refused)
    }
  })
})

describe("invoices", () => {
  it("are listed with their documents, newest first, to admins alone", async () => {
    await buy(billing, "org-invoices")
    billing.advance(5)
    const preview = await billing.as("org-invoices", "POST", "/subscription/preview", {
      price: "pro_monthly",
      seats: 3,
    })
    await billing.as("org-invoices", "POST", "/subscription/change", { previewId: text(preview.body, "previewId") })
    const first = await billing.as("org-invoices", "GET", "/invoices?limit=1")
    assert.lengthOf(items(first.body), 1)
    const rest = await billing.as("org-invoices", "GET", `/invoices?limit=1&cursor=${text(first.body, "next_cursor")}`)
    assert.include(items(rest.body)[0], { status: "paid", total: 2400, amountPaid: 2400, currency: "usd" })
    assert.match(text(items(rest.body)[0], "pdfUrl"), /^http/u)
    assert.equal(field(rest.body, "next_cursor"), null)
    assert.lengthOf(await billing.announced("org-invoices", "billing.invoice.paid.v1"), 2)
    const token = await billing.service.token({ organizationId: "org-invoices", roles: ["stytch_member"] })
    for (const path of ["invoices", "credits"])
      assert.equal((await billing.service.request("GET", `/api/billing/${path}`, { token })).status, 403)
  })
})

describe("what is paid by use", () => {
  const usage = (organizationId: string, key: string, amount: number) =>
    busMessage(UsageRecorded, {
      organizationId,
      // Stripe's clock is some seconds ahead here, and its periods begin by it.
      data: {
        organizationId,
        feature: "apiCalls",
        amount,
        recordedAt: new Date(Date.now() + 60_000).toISOString(),
        key,
      },
    })

  it("is told to Stripe's meter, once for a key, beside the seats", async () => {
    const { subscriptionId } = await buy(billing, "org-usage")
    const body = { meter: "api_calls", amount: 30, recordedAt: new Date().toISOString(), key: "use-2" }
    assert.deepEqual(await billing.consumer.deliver(usage("org-usage", "use-1", 120)), [])
    assert.equal((await billing.operator("org-usage", "POST", "/usage", body)).status, 202)
    const { items: found } = await billing.stripe.subscriptions.retrieve(subscriptionId)
    assert.deepEqual(
      found.data.map(({ price }) => price.lookup_key),
      ["pro_monthly", "api_calls_metered"],
    )
    await told(
      text(await billing.stripe.subscriptions.retrieve(subscriptionId), "customer"),
      "customer.subscription.updated",
    )
    assert.include(await billing.subscription("org-usage"), { price: "pro_monthly", seats: 2 })
  })

  it("is on the invoice of the period's end: what was used less what was given back, each told once", async () => {
    const { customerId, subscriptionId } = await buy(billing, "org-metered", { price: "pro_monthly", seats: 1 })
    const messages = [
      usage("org-metered", "use-1", 120),
      usage("org-metered", "use-2", 30),
      usage("org-metered", "use-2", -30),
    ]
    assert.deepEqual(await billing.consumer.deliver(...messages), [])
    // As new messages, as after a kill between Stripe's answer and the inbox.
    const again = [usage("org-metered", "use-1", 120), usage("org-metered", "use-2", -30)]
    assert.deepEqual(await billing.consumer.deliver(...again), [])
    billing.advance(32 * 24 * 3600)
    await told(customerId, "invoice.paid")
    const { body } = await billing.as("org-metered", "GET", "/invoices")
    // One seat of 1200 for the next month, and 120 calls at 1 of the last one.
    assert.include(items(body)[0], { status: "paid", total: 1320, amountPaid: 1320 })
    const [newest] = (await billing.stripe.invoices.list({ customer: customerId })).data
    const metered = newest?.lines.data.find(({ quantity }) => quantity === 120)
    assert.equal(metered?.amount, 120)
    assert.equal((await billing.stripe.subscriptions.retrieve(subscriptionId)).status, "active")
  })

  it("that Stripe refuses, as it is too old or of the future, is kept for a person to look at, and nothing else is held up", async () => {
    await buy(billing, "org-late-use")
    const late = busMessage(UsageRecorded, {
      organizationId: "org-late-use",
      data: {
        organizationId: "org-late-use",
        feature: "apiCalls",
        amount: 1,
        recordedAt: "2020-01-01T00:00:00.000Z",
        key: "late",
      },
    })
    const before = billing.consumer.deadLetters.length
    assert.deepEqual(await billing.consumer.deliver(late, usage("org-late-use", "in-time", 1)), [])
    assert.lengthOf(billing.consumer.deadLetters, before + 1)
    assert.match(JSON.stringify(billing.consumer.deadLetters.at(-1)), /does not count this use: .*timestamp/u)
    for (const recordedAt of ["2020-01-01T00:00:00.000Z", "2199-01-01T00:00:00.000Z"]) {
      const body = { meter: "api_calls", amount: 1, recordedAt, key: recordedAt }
      const answer = await billing.operator("org-late-use", "POST", "/usage", body)
      assert.equal(answer.status, 422)
      assert.include(answer.body, { code: "usage_refused" })
    }
  })

  it("costs nothing on the free plan", async () => {
    assert.deepEqual(await billing.consumer.deliver(usage("org-usage-free", "use-1", 120)), [])
    const body = { meter: "api_calls", amount: 1, recordedAt: new Date().toISOString(), key: "use-1" }
    assert.equal((await billing.operator("org-usage-free", "POST", "/usage", body)).status, 404)
    for (const bad of [{ amount: 0 }, { amount: 1.5 }, { meter: "gold" }, { key: "" }])
      assert.equal((await billing.operator("org-usage", "POST", "/usage", { ...body, ...bad })).status, 400)
  })
})

describe("who is billed", () => {
  it("is nobody before the first purchase, and then what Stripe has, also when it is changed there", async () => {
    const nobody = { name: null, email: null, address: null, taxIds: [], card: null }
    assert.deepEqual((await billing.as("org-no-details", "GET", "/details")).body, nobody)
    const { customerId } = await buy(billing, "org-details")
    const address = { line1: "1 Dorset Street", city: "London", postal_code: "W1U 4EE", country: "GB" }
    await billing.stripe.customers.update(customerId, { name: "Analytical Ltd", email: "money@example.com", address })
    await billing.stripe.customers.createTaxId(customerId, { type: "gb_vat", value: "GB123456789" })
    const { body } = await billing.as("org-details", "GET", "/details")
    assert.deepInclude(body, {
      name: "Analytical Ltd",
      email: "money@example.com",
      address: {
        line1: "1 Dorset Street",
        line2: null,
        postalCode: "W1U 4EE",
        city: "London",
        state: null,
        country: "GB",
      },
      taxIds: [{ type: "gb_vat", value: "GB123456789" }],
      card: { brand: "visa", last4: "4242", expiryMonth: 12, expiryYear: 2034 },
    })
    const token = await billing.service.token({ organizationId: "org-details", roles: ["stytch_member"] })
    assert.equal((await billing.service.request("GET", "/api/billing/details", { token })).status, 403)
  })

  it("is not known while Stripe does not answer", async () => {
    await buy(billing, "org-details-down")
    await billing.fail("/v1/customers", 500, 20)
    assert.include((await billing.as("org-details-down", "GET", "/details")).body, { code: "provider_unavailable" })
    await billing.heal()
  })
})

describe("the portal", () => {
  it("is opened for who has or had a subscription", async () => {
    await buy(billing, "org-portal")
    const opened = await billing.as("org-portal", "POST", "/portal", {})
    assert.equal(opened.status, 200)
    assert.match(text(opened.body, "url"), /^http/u)
    const refused = await billing.as("org-no-portal", "POST", "/portal", {})
    assert.include(refused.body, { code: "not_subscribed" })
  })
})
