import { OrganizationCreated, OrganizationUpdated } from "@tango/contracts/events/IdentityEvents"
import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Billing, field, pay, pushCatalogue, queued, startBilling, text } from "./Harness.ts"

let billing: Billing
beforeAll(async () => {
  billing = await startBilling()
})
afterAll(() => billing.close())

const organization = (
  definition: typeof OrganizationCreated | typeof OrganizationUpdated,
  organizationId: string,
  name: string,
  sequence: number,
) =>
  busMessage<string, (typeof definition)["data"]>(definition, {
    organizationId,
    sequence,
    data: { organizationId, name, slug: organizationId, region: "us-east-1" },
  })

const stripeEvent = (providerType: string, parentId: string | null) =>
  busMessage(StripeEventReceived, {
    data: { providerEventId: `evt_${crypto.randomUUID()}`, providerType, objectId: "x", parentId },
  })

/** Buys Pro for two on the payment page; nobody has told billing yet. */
const buy = async (organizationId: string) => {
  const { body } = await billing.checkout(organizationId, { price: "pro_monthly", seats: 2 })
  await pay(text(body, "url"))
  const sessionId = text(body, "checkoutSessionId")
  const session = await billing.stripe.checkout.sessions.retrieve(sessionId)
  return { sessionId, customerId: String(session.customer), subscriptionId: String(session.subscription) }
}

const deliveries = async (customerId: string) => Promise.all((await billing.eventsOf(customerId)).map(queued))

/** Another order each time, the same on every run. */
const shuffled = <A>(items: ReadonlyArray<A>, seed: number): ReadonlyArray<A> =>
  items
    .map((item, index) => ({ item, rank: Math.sin(seed * 1000 + index) }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ item }) => item)

const stateOf = (organizationId: string) =>
  billing.service.rows(
    "select subscription_id, status, plan, price, seats, current_period_end, cancel_at from subscriptions where organization_id = $1",
    [organizationId],
  )

describe("an organization", () => {
  it("gets one customer, however often and however much at once its creation is told", async () => {
    const created = organization(OrganizationCreated, "org-made", "Analytical Engines", 1)
    const again = organization(OrganizationCreated, "org-made", "Analytical Engines", 1)
    assert.deepEqual(await billing.consumer.deliver(created, again, created), [])
    const customers = await billing.customersOf("org-made")
    assert.lengthOf(customers, 1)
    assert.equal(customers[0]?.name, "Analytical Engines")
  })

  it("gets one when it subscribes before its creation has been told", async () => {
    await Promise.all([
      billing.checkout("org-hasty", { price: "pro_monthly", seats: 1 }),
      billing.consumer.deliver(organization(OrganizationCreated, "org-hasty", "Hasty", 1)),
    ])
    const customers = await billing.customersOf("org-hasty")
    assert.deepEqual(
      customers.map(({ name }) => name),
      ["Hasty"],
    )
  })

  it("gets none when its row was lost, but the one it has", async () => {
    const created = organization(OrganizationCreated, "org-lost", "Lost", 1)
    await billing.consumer.deliver(created)
    await billing.service.rows("delete from customers where organization_id = 'org-lost' returning 1")
    await billing.consumer.deliver(organization(OrganizationUpdated, "org-lost", "Found", 2))
    assert.deepEqual(
      (await billing.customersOf("org-lost")).map(({ name }) => name),
      ["Found"],
    )
  })

  it("has its newest name at Stripe, whatever order the events come in", async () => {
    const newer = organization(OrganizationUpdated, "org-named", "Third", 3)
    const older = organization(OrganizationUpdated, "org-named", "Second", 2)
    await billing.consumer.deliver(newer)
    await billing.consumer.deliver(older)
    await billing.consumer.deliver(organization(OrganizationCreated, "org-named", "First", 1))
    assert.equal((await billing.customersOf("org-named"))[0]?.name, "Third")
  })

  it("is told of again when Stripe does not answer", async () => {
    const created = organization(OrganizationCreated, "org-later", "Later", 1)
    await billing.fail("/v1/customers/search", 503, 3)
    assert.deepEqual(await billing.consumer.deliver(created), [0])
    await billing.heal()
    assert.deepEqual(await billing.consumer.deliver(created), [])
    assert.lengthOf(await billing.customersOf("org-later"), 1)
  })
})

describe("Stripe's events", () => {
  it("alone lead to Pro, when nobody comes back from the payment page", async () => {
    const { customerId } = await buy("org-webhook")
    assert.deepEqual(await billing.consumer.deliver(...(await deliveries(customerId))), [])
    assert.include(await billing.subscription("org-webhook"), { plan: "pro", status: "active", seats: 2 })
    const changes = billing.consumer.published.filter(({ detail }) => detail.includes(`"subscription/org-webhook"`))
    assert.lengthOf(changes, 1)
    assert.include(changes[0], { type: "billing.subscription.changed.v1", source: "tango.billing" })
  })

  it("and the return at the same time announce it once", async () => {
    const { customerId, sessionId } = await buy("org-both")
    const messages = await deliveries(customerId)
    const [failed, synced] = await Promise.all([
      billing.consumer.deliver(...messages),
      billing.syncCheckout("org-both", sessionId),
    ])
    assert.deepEqual(failed, [])
    assert.include(synced.body, { plan: "pro" })
    assert.lengthOf(await billing.changes("org-both"), 1)
  })

  it("belong to the trace of the request for the Checkout, up to what billing announces", async () => {
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` }
    const { body } = await billing.checkout("org-trace", { price: "pro_monthly", seats: 1 }, headers)
    await pay(text(body, "url"))
    const session = await billing.stripe.checkout.sessions.retrieve(text(body, "checkoutSessionId"))
    const messages = await deliveries(String(session.customer))
    const ofTrace = messages.filter((message) => message.includes(trace))
    assert.isAtLeast(ofTrace.length, 2)
    // Even an event that says nothing of the trace leads to it.
    await billing.consumer.deliver(...messages.filter((message) => !message.includes(trace)))
    const [change] = await billing.changes("org-trace")
    assert.match(JSON.stringify(change), new RegExp(`"traceparent":"00-${trace}-`))
  })

  it("give the same state in any order, with any repeats", async () => {
    const { customerId, subscriptionId } = await buy("org-order")
    await billing.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true })
    const messages = await deliveries(customerId)
    const states: Array<unknown> = []
    for (let seed = 1; seed <= 3; seed++) {
      await billing.service.rows("delete from subscriptions where organization_id = 'org-order' returning 1")
      await billing.service.rows("delete from outbox where organization_id = 'org-order' returning 1")
      await billing.service.rows("delete from inbox returning 1")
      for (const message of shuffled([...messages, ...messages.slice(0, 5)], seed))
        assert.deepEqual(await billing.consumer.deliver(message), [])
      states.push(await stateOf("org-order"))
      assert.lengthOf(await billing.changes("org-order"), 1)
    }
    for (const state of states) assert.deepEqual(state, states[0])
    assert.isNotNull(field(await billing.subscription("org-order"), "cancelAt"))
  })

  it("that come late revive nothing: cancelled stays cancelled", async () => {
    const { customerId, sessionId, subscriptionId } = await buy("org-ended")
    await billing.syncCheckout("org-ended", sessionId)
    const early = await deliveries(customerId)
    await billing.stripe.subscriptions.cancel(subscriptionId)
    const known = new Set((await billing.eventsOf(customerId)).slice(early.length).map(({ type }) => type))
    assert.include([...known], "customer.subscription.deleted")
    await billing.consumer.deliver(...(await deliveries(customerId)).slice(early.length))
    assert.include(await billing.subscription("org-ended"), { plan: "free", status: "none" })
    assert.deepEqual(await billing.consumer.deliver(...early), [])
    assert.include(await billing.subscription("org-ended"), { plan: "free", status: "none" })
    const changes = await billing.changes("org-ended")
    assert.deepEqual(
      changes.map((change) => field(field(field(change, "detail"), "data"), "plan")),
      ["pro", "free"],
    )
  })

  it("are handled once each", async () => {
    const { customerId } = await buy("org-once")
    const [message = ""] = (await deliveries(customerId)).filter((one) => one.includes("customer.subscription.created"))
    await billing.consumer.deliver(message)
    // Were Stripe asked again, this would fail.
    await billing.fail("/v1/subscriptions", 503, 100)
    assert.deepEqual(await billing.consumer.deliver(message, message), [])
    await billing.heal()
    assert.lengthOf(await billing.changes("org-once"), 1)
  })

  it("that cannot be followed up come again and change nothing", async () => {
    const { customerId } = await buy("org-flaky")
    const message = stripeEvent("customer.subscription.created", customerId)
    await billing.fail("/v1/subscriptions", 503, 3)
    assert.deepEqual(await billing.consumer.deliver(message), [0])
    await billing.heal()
    assert.include(await billing.subscription("org-flaky"), { plan: "free" })
    assert.deepEqual(await billing.consumer.deliver(message), [])
    assert.include(await billing.subscription("org-flaky"), { plan: "pro" })
  })

  it("about others' customers, unknown ones, nobody, or something else are acknowledged", async () => {
    const foreign = await billing.stripe.customers.create({ name: "Not ours" })
    const messages = [
      stripeEvent("customer.subscription.created", foreign.id),
      stripeEvent("customer.subscription.created", "cus_unknown"),
      stripeEvent("customer.subscription.created", null),
      stripeEvent("charge.succeeded", foreign.id),
    ]
    assert.deepEqual(await billing.consumer.deliver(...messages), [])
    assert.deepEqual(billing.consumer.deadLetters, [])
  })

  it("leave who has a replaced price on its plan, though the lookup key has moved on", async () => {
    const { customerId } = await buy("org-loyal")
    await billing.stripe.prices.create({
      product: "tango_pro",
      currency: "usd",
      unit_amount: 1500,
      recurring: { interval: "month" },
      lookup_key: "pro_monthly",
      transfer_lookup_key: true,
    })
    await billing.consumer.deliver(stripeEvent("customer.subscription.updated", customerId))
    assert.include(await billing.subscription("org-loyal"), { plan: "pro", price: "pro_monthly" })
    await pushCatalogue(billing.env)
  })

  it("end the subscription when the customer was deleted at Stripe", async () => {
    const { customerId, sessionId } = await buy("org-deleted")
    await billing.syncCheckout("org-deleted", sessionId)
    await billing.stripe.customers.del(customerId)
    await billing.consumer.deliver(stripeEvent("customer.deleted", customerId))
    assert.include(await billing.subscription("org-deleted"), { plan: "free", status: "none" })
  })
})
