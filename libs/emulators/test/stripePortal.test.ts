import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openCheckout, start, submit, type Running } from "./stripeHarness.ts"

describe("Stripe's customer portal", () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.close())

  it("schedules the end for the end of the period as flexible billing does, and takes it back", async () => {
    const { stripe } = running
    const { session, customer } = await openCheckout(running)
    await submit(session.url)
    const portal = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: "http://localhost:8080/billing",
    })
    const page = await (await fetch(portal.url)).text()
    expect(page).toContain("Your plan renews on")
    expect(page).toContain('href="http://localhost:8080/billing"')

    const subscription = async () => (await stripe.subscriptions.list({ customer: customer.id })).data[0]
    const before = await subscription()
    const act = (action: string) =>
      fetch(portal.url, { method: "POST", body: new URLSearchParams({ action, subscription: before?.id ?? "" }) })
    expect(await (await act("cancel")).text()).toContain("Your plan will be canceled on")
    expect(await subscription()).toMatchObject({
      status: "active",
      cancel_at: before?.items.data[0]?.current_period_end,
      cancel_at_period_end: false,
      cancellation_details: { reason: "cancellation_requested" },
    })
    expect(await (await act("renew")).text()).toContain("Your plan renews on")
    expect(await subscription()).toMatchObject({ cancel_at: null, canceled_at: null })

    const [event] = (await stripe.events.list({ type: "customer.subscription.updated" })).data
    expect(event?.data.previous_attributes).toHaveProperty("cancel_at")
    running.clock.advance(3600)
    expect((await fetch(portal.url)).status).toBe(404)
  })
})
