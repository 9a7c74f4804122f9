import type { Stripe } from "stripe"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { start, submitTo, subscribe, type Running } from "./stripeHarness.ts"

const day = 86_400
const begin = Date.UTC(2027, 0, 31, 12) / 1000

describe("Stripe's test clocks", () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.close())

  const newClock = async () => (await running.stripe.testHelpers.testClocks.create({ frozen_time: begin })).id

  const advance = async (clock: string, to: number): Promise<void> => {
    await running.stripe.testHelpers.testClocks.advance(clock, { frozen_time: to })
    const deadline = Date.now() + 20_000
    while (Date.now() < deadline) {
      const { status } = await running.stripe.testHelpers.testClocks.retrieve(clock)
      if (status === "ready") return
      expect(status).toBe("advancing")
    }
    throw new Error("The clock did not arrive in time")
  }

  const invoicesOf = async (customer: string) =>
    (await running.stripe.invoices.list({ customer, limit: 100 })).data.toReversed()

  const typesOf = async (customer: string): Promise<Array<string>> => {
    const types: Array<string> = []
    for await (const event of running.stripe.events.list({ limit: 100 })) {
      const object = event.data.object as { customer?: unknown; id?: string }
      if (object.customer === customer || object.id === customer) types.push(event.type)
    }
    return types.toReversed()
  }

  it("lets a year of renewals happen month by month, each with its own period, number and payment", async () => {
    const { stripe } = running
    const clock = await newClock()
    const { customer, subscription } = await subscribe(running, { clock, seats: 2 })
    await expect(stripe.testHelpers.testClocks.advance(clock, { frozen_time: begin + 70 * day })).rejects.toMatchObject(
      { param: "frozen_time" },
    )
    for (let month = 1; month <= 12; month++) await advance(clock, Date.UTC(2027, month, 31, 12) / 1000 + 7200)
    const invoices = await invoicesOf(customer.id)
    expect(invoices).toHaveLength(13)
    expect(invoices.every((one) => one.status === "paid" && one.amount_paid === 2400)).toBe(true)
    expect(invoices.map((one) => Number(one.number?.split("-")[1]))).toEqual(invoices.map((_, index) => index + 1))
    expect(new Set(invoices.map((one) => one.number?.split("-")[0])).size).toBe(1)
    const periods = invoices.map((one) => one.lines.data[0]!.period)
    for (const [index, period] of periods.entries()) if (index > 0) expect(period.start).toBe(periods[index - 1]!.end)
    expect(periods.map(({ start: from }) => new Date(from * 1000).getUTCDate())).toEqual([
      31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31,
    ])
    const now = await stripe.subscriptions.retrieve(subscription.id)
    expect(now).toMatchObject({ status: "active", test_clock: clock, latest_invoice: invoices.at(-1)?.id })
    expect((await stripe.subscriptions.list({ limit: 100 })).data.some((one) => one.test_clock === clock)).toBe(false)
  })

  it("keeps a renewal's invoice as a draft for an hour, in the documented order of events", async () => {
    const clock = await newClock()
    const { customer, subscription } = await subscribe(running, { clock })
    const end = subscription.items.data[0]!.current_period_end
    const before = (await typesOf(customer.id)).length
    await advance(clock, end)
    const draft = (await invoicesOf(customer.id)).at(-1)!
    expect(draft).toMatchObject({
      status: "draft",
      billing_reason: "subscription_cycle",
      automatically_finalizes_at: end + 3600,
      next_payment_attempt: end + 3600,
      number: null,
    })
    await advance(clock, end + 3601)
    expect((await typesOf(customer.id)).slice(before)).toEqual([
      "invoice.upcoming",
      "invoice.created",
      "customer.subscription.updated",
      "invoice.updated",
      "invoice.finalized",
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
    ])
  })

  it("tells of a trial's end three days before, and then bills, cancels or pauses as it was told", async () => {
    const { stripe } = running
    const trial = (missing: "cancel" | "pause") => ({
      trial_period_days: 14,
      trial_settings: { end_behavior: { missing_payment_method: missing } },
    })
    const clock = await newClock()
    const paying = await subscribe(running, { clock, extra: { trial_period_days: 14 } })
    expect(paying.subscription.status).toBe("trialing")
    const canceling = await subscribe(running, { clock, extra: trial("cancel") })
    const pausing = await subscribe(running, { clock, extra: trial("pause") })
    for (const { customer, card } of [canceling, pausing]) {
      await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: "" } })
      await stripe.paymentMethods.detach(card.id)
    }
    await advance(clock, begin + 11 * day)
    expect(await typesOf(paying.customer.id)).toContain("customer.subscription.trial_will_end")
    await advance(clock, begin + 14 * day + 3601)
    const status = async ({ subscription }: { subscription: Stripe.Subscription }) =>
      (await stripe.subscriptions.retrieve(subscription.id)).status
    expect([await status(paying), await status(canceling), await status(pausing)]).toEqual([
      "active",
      "canceled",
      "paused",
    ])
    expect((await invoicesOf(paying.customer.id)).map((one) => [one.total, one.status])).toEqual([
      [0, "paid"],
      [3600, "paid"],
    ])
    expect(await invoicesOf(pausing.customer.id)).toHaveLength(1)

    const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: pausing.customer.id })
    await stripe.customers.update(pausing.customer.id, { invoice_settings: { default_payment_method: card.id } })
    const resumed = await stripe.subscriptions.resume(pausing.subscription.id)
    expect(resumed.status).toBe("active")
    expect((await invoicesOf(pausing.customer.id)).at(-1)).toMatchObject({ status: "paid", total: 3600 })
  })

  it("tries a failed renewal again eight times in two weeks, and ends as it is set", async () => {
    const { stripe } = running
    for (const [afterRetries, expected] of [
      ["cancel", "canceled"],
      ["unpaid", "unpaid"],
      ["past_due", "past_due"],
    ]) {
      await running.control("settings", { afterRetries })
      const clock = await newClock()
      const { customer, subscription } = await subscribe(running, { clock })
      const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id })
      await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } })
      const end = subscription.items.data[0]!.current_period_end
      await advance(clock, end + 3601)
      expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("past_due")
      expect((await invoicesOf(customer.id)).at(-1)).toMatchObject({
        status: "open",
        attempt_count: 1,
        next_payment_attempt: end + 3600 + day,
      })
      expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ delinquent: true })
      await advance(clock, end + 16 * day)
      expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: expected })
      expect((await invoicesOf(customer.id)).at(-1)).toMatchObject({ attempt_count: 9, next_payment_attempt: null })
    }
    await running.control("settings", { afterRetries: "cancel" })
  })

  it("recovers on the hosted invoice page, with 3-D Secure where the bank asks", async () => {
    const { stripe } = running
    const clock = await newClock()
    const { customer, subscription } = await subscribe(running, { clock })
    const asking = await stripe.paymentMethods.attach("pm_card_authenticationRequired", { customer: customer.id })
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: asking.id } })
    await advance(clock, subscription.items.data[0]!.current_period_end + 3601)
    const status = async () => (await stripe.subscriptions.retrieve(subscription.id)).status
    expect(await status()).toBe("past_due")
    const types = await typesOf(customer.id)
    expect(types).toContain("invoice.payment_action_required")
    expect(types).toContain("payment_intent.requires_action")
    const invoice = (await invoicesOf(customer.id)).at(-1)!
    expect(await (await fetch(invoice.hosted_invoice_url ?? "")).text()).toContain("Pay $36.00 with visa 3184")
    const declined = await submitTo(invoice.hosted_invoice_url, { number: "4000000000000341" })
    expect(declined.status).toBe(402)
    const asked = await submitTo(invoice.hosted_invoice_url, { use: "saved" })
    expect(asked.headers.get("location")).toMatch(/^\/authenticate\/pi_/)
    const challenge = `${running.url}${asked.headers.get("location")}`
    expect(await (await fetch(challenge)).text()).toContain("3D Secure")
    expect((await submitTo(challenge, { outcome: "fail" })).status).toBe(303)
    expect(await status()).toBe("past_due")
    const again = await submitTo(invoice.hosted_invoice_url, { use: "saved" })
    await submitTo(`${running.url}${again.headers.get("location")}`, { outcome: "complete" })
    expect(await status()).toBe("active")
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: "paid", amount_remaining: 0 })
  })

  it("moves to the scheduled plan at the period's end and then lets the subscription go", async () => {
    const { stripe } = running
    const clock = await newClock()
    const { customer, subscription, annual, monthly } = await subscribe(running, { clock, seats: 4 })
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id })
    const [current] = schedule.phases
    await stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: "release",
      phases: [
        { items: [{ price: monthly.id, quantity: 4 }], start_date: current!.start_date, end_date: current!.end_date },
        { items: [{ price: annual.id, quantity: 2 }], duration: { interval: "year", interval_count: 1 } },
      ],
    })
    await expect(stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })).rejects.toThrow(
      "managed by the subscription schedule",
    )
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
    expect(preview.total).toBe(24_000)
    await advance(clock, current!.end_date + 3601)
    expect((await invoicesOf(customer.id)).map((one) => one.total)).toEqual([4800, 24_000])
    const moved = await stripe.subscriptions.retrieve(subscription.id)
    expect(moved.items.data).toMatchObject([
      { price: { id: annual.id }, quantity: 2, current_period_start: current!.end_date },
    ])
    expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).current_phase?.start_date).toBe(current!.end_date)
    const released = await stripe.subscriptionSchedules.release(schedule.id)
    expect(released).toMatchObject({ status: "released", released_subscription: subscription.id, subscription: null })
    expect((await stripe.subscriptions.retrieve(subscription.id)).schedule).toBeNull()
  })

  it("ends at the period's end when it was told to, and mid-period gives back the rest", async () => {
    const { stripe } = running
    const clock = await newClock()
    const atEnd = await subscribe(running, { clock })
    const early = await subscribe(running, { clock })
    await stripe.subscriptions.update(atEnd.subscription.id, { cancel_at_period_end: true })
    await stripe.subscriptions.update(early.subscription.id, { cancel_at: begin + 14 * day })
    await expect(stripe.invoices.createPreview({ subscription: atEnd.subscription.id })).rejects.toMatchObject({
      code: "invoice_upcoming_none",
    })
    const end = atEnd.subscription.items.data[0]!.current_period_end
    await advance(clock, end)
    const ended = await stripe.subscriptions.retrieve(atEnd.subscription.id)
    expect(ended).toMatchObject({ status: "canceled", ended_at: end, cancel_at: end, canceled_at: begin })
    expect(await invoicesOf(atEnd.customer.id)).toHaveLength(1)
    expect(await stripe.subscriptions.retrieve(early.subscription.id)).toMatchObject({
      status: "canceled",
      ended_at: begin + 14 * day,
    })
    expect(((await stripe.customers.retrieve(early.customer.id)) as Stripe.Customer).balance).toBe(-1800)
  })

  it("keeps its own clock as well: a year on the emulators' clock passes in one step", async () => {
    const own = await start()
    const { customer } = await subscribe(own)
    own.clock.advance(366 * day)
    expect((await own.stripe.invoices.list({ customer: customer.id, limit: 100 })).data.length).toBeGreaterThan(11)
    await own.close()
  })

  it("lets weeks pass for one customer that exists, whose card is made to fail and to pay, and for nobody else", async () => {
    const { stripe, control } = running
    const one = await subscribe(running)
    const other = await subscribe(running)
    const customer = `customers/${one.customer.id}`
    await control(`${customer}/card`, { card: "pm_card_chargeCustomerFail" })
    const before = Math.floor(Date.now() / 1000)
    const moved = await control(`${customer}/advance`, { seconds: 35 * day })
    expect(moved).toMatchObject({ id: one.customer.id, testClock: expect.stringMatching(/^clock_/u) })
    expect((moved as { now: number }).now).toBeGreaterThanOrEqual(before + 35 * day)
    const failing = await stripe.subscriptions.retrieve(one.subscription.id, { expand: ["test_clock"] })
    expect(failing).toMatchObject({ status: "past_due", test_clock: { status: "ready" } })
    expect(await invoicesOf(other.customer.id)).toHaveLength(1)
    await control(`${customer}/card`, { card: "pm_card_visa" })
    await control(`${customer}/advance`, { seconds: 3 * day })
    expect(await stripe.subscriptions.retrieve(one.subscription.id)).toMatchObject({ status: "active" })
    expect((await invoicesOf(one.customer.id)).map(({ status }) => status)).toEqual(["paid", "paid"])
    expect(await stripe.subscriptions.retrieve(other.subscription.id)).toMatchObject({ test_clock: null })
    for (const seconds of [0, -1, 1.5, "1", null, 1e12])
      expect(await control(`${customer}/advance`, { seconds })).toHaveProperty("message")
    expect(await control(`${customer}/card`, { card: "pm_card_of_nobody" })).toHaveProperty("error.code")
    expect(await control("customers/cus_none/advance", { seconds: 1 })).toHaveProperty("error.code", "resource_missing")
    const all = (await (await fetch(`${running.url}/_emulator/customers`)).json()) as { customers: Array<object> }
    expect(all.customers[0]).toMatchObject({ id: other.customer.id, testClock: null })
  })

  it("forgets the customers of a clock that is deleted", async () => {
    const { stripe } = running
    const clock = await newClock()
    const { customer, subscription } = await subscribe(running, { clock })
    await stripe.testHelpers.testClocks.del(clock)
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true })
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("canceled")
    await expect(stripe.testHelpers.testClocks.retrieve(clock)).rejects.toMatchObject({ statusCode: 404 })
  })
})
