import * as Identity from "@tango/contracts/events/IdentityEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Billing, buy, field, startBilling } from "./Harness.ts"

let billing: Billing
beforeAll(async () => {
  billing = await startBilling()
})
afterAll(() => billing.close())

const member = (
  definition: typeof Identity.MemberJoined | typeof Identity.MemberInvited | typeof Identity.MemberDeactivated,
  organizationId: string,
  number: number,
  sequence = 1,
) =>
  busMessage<string, (typeof definition)["data"]>(definition, {
    organizationId,
    sequence,
    data: {
      memberId: `member-test-${number}`,
      organizationId,
      organizationName: "Analytical Engines",
      email: `m${number}@example.com`,
      name: "",
      role: "member",
    },
  })
const joined = (organizationId: string, ...numbers: ReadonlyArray<number>) =>
  numbers.map((number) => member(Identity.MemberJoined, organizationId, number))
const quantityOf = async (subscriptionId: string) =>
  (await billing.stripe.subscriptions.retrieve(subscriptionId)).items.data[0]?.quantity
const settleLater = (organizationId: string) =>
  billing.service.rows("update customers set seats_raised_at = null where organization_id = $1 returning 1", [
    organizationId,
  ])

describe("seats", () => {
  it("are counted: paid, used and invited", async () => {
    await buy(billing, "org-count", { price: "pro_monthly", seats: 5 })
    await billing.consumer.deliver(...joined("org-count", 1, 2), member(Identity.MemberInvited, "org-count", 3))
    const { body } = await billing.as("org-count", "GET", "/seats")
    assert.deepEqual(body, { paid: 5, used: 2, invited: 1, price: "pro_monthly", limit: null })
    await billing.consumer.deliver(...joined("org-free-seats", 1))
    const free = await billing.as("org-free-seats", "GET", "/seats")
    assert.deepEqual(free.body, { paid: null, used: 1, invited: 0, price: null, limit: 3 })
  })

  it("are raised at once when more members come than are paid for, once a minute, and billed with the next invoice", async () => {
    const { customerId, subscriptionId } = await buy(billing, "org-grow")
    await billing.consumer.deliver(...joined("org-grow", 1, 2))
    assert.equal(await quantityOf(subscriptionId), 2)
    await settleLater("org-grow")
    await billing.consumer.deliver(...joined("org-grow", 3))
    assert.equal(await quantityOf(subscriptionId), 3)
    // Two more within the minute are gathered for the job.
    await billing.consumer.deliver(...joined("org-grow", 4), ...joined("org-grow", 5))
    assert.equal(await quantityOf(subscriptionId), 3)
    assert.equal(await billing.jobs.seats(), 1)
    assert.equal(await quantityOf(subscriptionId), 5)
    assert.equal(await billing.jobs.seats(), 0)
    assert.include(await billing.subscription("org-grow"), { seats: 5 })
    assert.lengthOf((await billing.stripe.invoices.list({ customer: customerId })).data, 1)
  })

  it("beyond those that are paid cost what was said before the invitation, once somebody has joined", async () => {
    const { customerId, subscriptionId } = await buy(billing, "org-asked")
    await billing.consumer.deliver(...joined("org-asked", 1, 2))
    const seats = (await billing.as("org-asked", "GET", "/seats")).body
    assert.include(seats, { paid: 2, used: 2, invited: 0, price: "pro_monthly" })
    const asked = await billing.as("org-asked", "POST", "/subscription/preview", { price: "pro_monthly", seats: 3 })
    assert.include(asked.body, { effect: "now", seats: 3, recurring: 3600 })
    const said = Number(field(asked.body, "total"))
    assert.isAbove(said, 0)
    await settleLater("org-asked")
    await billing.consumer.deliver(member(Identity.MemberInvited, "org-asked", 3))
    // An invitation takes no seat, and asking has charged nothing.
    assert.equal(await quantityOf(subscriptionId), 2)
    assert.include((await billing.as("org-asked", "GET", "/seats")).body, { paid: 2, invited: 1 })
    await billing.consumer.deliver(member(Identity.MemberJoined, "org-asked", 3, 2))
    assert.equal(await quantityOf(subscriptionId), 3)
    const pending = (await billing.stripe.invoiceItems.list({ customer: customerId, pending: true })).data
    // A second more or less of a month is a cent at most.
    assert.closeTo(
      pending.reduce((sum, { amount }) => sum + amount, 0),
      said,
      1,
    )
  })

  it("are lowered at the period's end when members leave, not below what was bought", async () => {
    const { subscriptionId } = await buy(billing, "org-shrink")
    await billing.consumer.deliver(...joined("org-shrink", 1, 2, 3, 4))
    await billing.jobs.seats()
    assert.equal(await quantityOf(subscriptionId), 4)
    const left = [1, 2, 3].map((number) => member(Identity.MemberDeactivated, "org-shrink", number, 2))
    assert.deepEqual(await billing.consumer.deliver(...left), [])
    assert.equal(await quantityOf(subscriptionId), 4)
    assert.deepInclude(field(await billing.subscription("org-shrink"), "scheduled"), { seats: 2 })
  })

  it("do not follow what is older than what is known", async () => {
    await buy(billing, "org-late")
    await billing.consumer.deliver(member(Identity.MemberDeactivated, "org-late", 1, 2), ...joined("org-late", 1))
    assert.include((await billing.as("org-late", "GET", "/seats")).body, { used: 0 })
  })

  it("that drifted are found and put right by the daily reconciliation", async () => {
    const { subscriptionId } = await buy(billing, "org-drift")
    await billing.consumer.deliver(...joined("org-drift", 1, 2, 3))
    await billing.jobs.seats()
    const [item] = (await billing.stripe.subscriptions.retrieve(subscriptionId)).items.data
    await billing.stripe.subscriptions.update(subscriptionId, { items: [{ id: item?.id ?? "", quantity: 1 }] })
    const found = await billing.jobs.reconcile()
    assert.isAtLeast(found.drift, 1)
    assert.equal(found.seatDrift, 1)
    assert.equal(found.failed, 0)
    assert.equal(await quantityOf(subscriptionId), 3)
    assert.include(await billing.jobs.reconcile(), { drift: 0, seatDrift: 0, creditDrift: 0, failed: 0 })
  })
})
