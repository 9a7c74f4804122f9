import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openCheckout, start, startReceiver, submit, until, type Running } from "./stripeHarness.ts"

describe("Stripe's webhooks", () => {
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  let running: Running
  let folder: string
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "stripe-"))
    receiver = await startReceiver()
    running = await start({ webhookUrl: receiver.url, file: join(folder, "store.sqlite") })
  })
  afterEach(async () => {
    await running.close()
    await receiver.close()
    rmSync(folder, { recursive: true })
  })

  it("tries again after a failure, signed anew", async () => {
    receiver.answerNext(500)
    await running.stripe.customers.create({ email: "retry@example.com" })
    await until(() => receiver.types().includes("customer.created"))
    expect(receiver.signatures).toHaveLength(2)
    expect(receiver.signatures[0]).not.toBe(receiver.signatures[1])
  })

  it("remembers everything over a restart, also what has not been delivered", async () => {
    await running.control("webhooks", { hold: true })
    const { session, customer } = await openCheckout(running)
    await running.close()

    running = await start({ webhookUrl: receiver.url, file: join(folder, "store.sqlite") })
    expect(receiver.received).toEqual([])
    await running.control("settings", { awaitCompletedWebhook: false })
    expect((await submit(`${running.url}/c/pay/${session.id}`)).status).toBe(303)
    expect((await running.stripe.subscriptions.list({ customer: customer.id })).data).toHaveLength(1)
    await running.control("webhooks", { hold: false })
    await until(() => receiver.types().includes("invoice_payment.paid"))
    expect(receiver.types()[0]).toBe("product.created")
  })

  it("holds, flushes and sends twice on order", async () => {
    await running.control("webhooks", { hold: true, duplicate: true, shuffle: true })
    await running.stripe.customers.create({ email: "a@example.com" })
    await running.stripe.products.create({ name: "A" })
    expect(await running.control("webhooks/flush")).toEqual({ delivered: 2, pending: 0 })
    expect(receiver.received).toHaveLength(4)
    expect(new Set(receiver.received.map((event) => event.id)).size).toBe(2)
  })

  it("loses on order what then only the list of events shows", async () => {
    await running.control("webhooks", { lose: true })
    await running.stripe.customers.create({ email: "lost@example.com" })
    await running.control("webhooks", { lose: false })
    await running.stripe.customers.create({ email: "kept@example.com" })
    await until(() => receiver.received.length > 0)
    expect(receiver.received.map(({ data }) => data.object)).toMatchObject([{ email: "kept@example.com" }])
    const missed = await running.stripe.events.list({ delivery_success: false })
    expect(missed.data.map(({ data }) => data.object)).toMatchObject([{ email: "lost@example.com" }])
  })

  it("lists events, newest first, with what is still pending", async () => {
    await running.control("webhooks", { hold: true })
    const customer = await running.stripe.customers.create({ email: "b@example.com" })
    await running.stripe.customers.update(customer.id, { name: "B" })
    const pending = await running.stripe.events.list({ delivery_success: false })
    expect(pending.data.map((event) => event.type)).toEqual(["customer.updated", "customer.created"])
    expect(pending.data[0]).toMatchObject({ pending_webhooks: 1, data: { previous_attributes: { name: null } } })
    await running.control("webhooks/flush")
    expect((await running.stripe.events.list({ delivery_success: false })).data).toEqual([])
    const [created] = (await running.stripe.events.list({ type: "customer.created" })).data
    expect(await running.stripe.events.retrieve(created?.id ?? "")).toMatchObject({ pending_webhooks: 0 })
  })

  it("serves endpoints made through the API, with their own filter", async () => {
    const { stripe } = running
    const endpoint = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ["product.created"] })
    expect(endpoint.secret).toMatch(/^whsec_/)
    const shown = await stripe.webhookEndpoints.retrieve(endpoint.id)
    expect(shown.secret).toBeUndefined()
    await running.control("webhooks", { hold: true })
    await stripe.customers.create({})
    await stripe.products.create({ name: "B" })
    expect((await stripe.events.list({ limit: 2 })).data.map((event) => event.pending_webhooks)).toEqual([2, 1])
    await stripe.webhookEndpoints.update(endpoint.id, { disabled: true })
    expect(await stripe.webhookEndpoints.del(endpoint.id)).toMatchObject({ deleted: true })
  })
})
