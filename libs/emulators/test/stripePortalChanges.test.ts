import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { catalogue, start, submitTo, subscribe, type Running } from "./stripeHarness.ts"

describe("Changes in Stripe's customer portal", () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.close())

  const configure = async () => {
    const { monthly, annual, business } = await catalogue(running)
    return running.stripe.billingPortal.configurations.create({
      features: {
        invoice_history: { enabled: true },
        payment_method_update: { enabled: true },
        subscription_cancel: {
          enabled: true,
          mode: "at_period_end",
          cancellation_reason: { enabled: true, options: ["too_expensive", "other"] },
        },
        subscription_update: {
          enabled: true,
          default_allowed_updates: ["price", "quantity"],
          proration_behavior: "always_invoice",
          products: [
            {
              product: String(monthly.product),
              prices: [monthly.id, annual.id],
              adjustable_quantity: { enabled: true, minimum: 1, maximum: 20 },
            },
            {
              product: String(business.product),
              prices: [business.id],
              adjustable_quantity: { enabled: true, minimum: 1 },
            },
          ],
          schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }, { type: "shortening_interval" }] },
        },
      },
    })
  }

  const open = async (customer: string) => {
    const configuration = await configure()
    const { url } = await running.stripe.billingPortal.sessions.create({
      customer,
      configuration: configuration.id,
      return_url: "http://localhost/billing",
    })
    return url
  }

  it("raises at once, lowers with the period's end by a schedule, and then leaves the schedule alone", async () => {
    const { stripe } = running
    const { customer, subscription, item, business } = await subscribe(running, { seats: 2 })
    const url = await open(customer.id)
    expect(await (await fetch(url)).text()).toContain("Update plan")
    const update = (fields: Record<string, string>) =>
      submitTo(url, { action: "update", subscription: subscription.id, item, ...fields })
    expect((await update({ quantity: "21" })).status).toBe(422)
    expect((await update({ quantity: "6" })).status).toBe(303)
    const raised = await stripe.subscriptions.retrieve(subscription.id)
    expect(raised.items.data[0]?.quantity).toBe(6)
    expect(raised.latest_invoice).not.toBe(subscription.latest_invoice)
    await update({ price: business.id, quantity: "6" })
    expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.price.id).toBe(business.id)
    expect((await update({ price: business.id, quantity: "3" })).status).toBe(303)
    const lowered = await stripe.subscriptions.retrieve(subscription.id, { expand: ["schedule"] })
    expect(lowered).toMatchObject({
      items: { data: [{ quantity: 6 }] },
      schedule: { phases: [{}, { items: [{ quantity: 3 }] }] },
    })
    expect((await submitTo(url, { action: "cancel", subscription: subscription.id })).status).toBe(422)
  })

  it("changes the card that pays, and keeps the reason of a cancellation", async () => {
    const { stripe } = running
    const { customer, subscription } = await subscribe(running)
    const url = await open(customer.id)
    expect((await submitTo(url, { action: "card", number: "4000000000000002" })).status).toBe(422)
    expect((await submitTo(url, { action: "card", number: "5555555555554444" })).status).toBe(303)
    const paid = await stripe.subscriptions.retrieve(subscription.id, { expand: ["default_payment_method"] })
    expect(paid.default_payment_method).toMatchObject({ card: { last4: "4444" } })
    await submitTo(url, { action: "cancel", subscription: subscription.id, feedback: "too_expensive" })
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      cancel_at_period_end: false,
      cancellation_details: { feedback: "too_expensive", reason: "cancellation_requested" },
    })
    await submitTo(url, { action: "renew", subscription: subscription.id })
    expect((await stripe.subscriptions.retrieve(subscription.id)).cancel_at).toBeNull()
  })

  it("leads to one thing only when it is told so, and back afterwards", async () => {
    const { stripe } = running
    const { customer, subscription } = await subscribe(running)
    const session = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: "http://localhost/billing",
      flow_data: {
        type: "subscription_cancel",
        subscription_cancel: { subscription: subscription.id },
        after_completion: { type: "redirect", redirect: { return_url: "http://localhost/bye" } },
      },
    })
    expect(session.flow).toMatchObject({ type: "subscription_cancel" })
    const done = await submitTo(session.url, { action: "cancel", subscription: subscription.id })
    expect(done.headers.get("location")).toBe("http://localhost/bye")
  })
})
