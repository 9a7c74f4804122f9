import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { secretKey, start, type Running } from "./stripeHarness.ts"

describe("Stripe's idempotency keys", () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.close())

  const post = (path: string, body: string, key: string) =>
    fetch(`${running.url}${path}`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${secretKey}`, "idempotency-key": key },
    })

  it("replays the first answer, and makes one object", async () => {
    const first = await post("/v1/customers", "email=once%40example.com&metadata[a]=1", "customer:1")
    const second = await post("/v1/customers", "metadata[a]=1&email=once%40example.com", "customer:1")
    expect(first.headers.get("idempotent-replayed")).toBeNull()
    expect(second.headers.get("idempotent-replayed")).toBe("true")
    expect(second.headers.get("original-request")).toBe(first.headers.get("request-id"))
    expect(await second.text()).toBe(await first.text())
    expect((await running.stripe.customers.list({ email: "once@example.com" })).data).toHaveLength(1)
  })

  it("refuses a key with other parameters, and at another endpoint", async () => {
    const idempotencyKey = "customer:2"
    await running.stripe.customers.create({ email: "two@example.com" }, { idempotencyKey })
    await expect(
      running.stripe.customers.create({ email: "other@example.com" }, { idempotencyKey }),
    ).rejects.toMatchObject({
      type: "StripeIdempotencyError",
      statusCode: 400,
      message:
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than 'customer:2' if you meant to execute a different request.",
    })
    await expect(running.stripe.products.create({ name: "X" }, { idempotencyKey })).rejects.toThrow(/same endpoint/)
  })

  it("does not keep the answer to an invalid request", async () => {
    expect((await post("/v1/products", "active=true", "product:1")).status).toBe(400)
    expect((await post("/v1/products", "name=Now+valid", "product:1")).status).toBe(200)
  })

  it("keeps a server error", async () => {
    await running.control("faults", { path: "/v1/products", status: 500 })
    expect((await post("/v1/products", "name=Kept", "product:2")).status).toBe(500)
    const again = await post("/v1/products", "name=Kept", "product:2")
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([500, "true"])
  })

  it("answers 409 while the first request is in flight", async () => {
    await running.control("faults", { path: "/v1/products", delay: 150 })
    const answers = await Promise.all([1, 2].map(() => post("/v1/products", "name=Slow", "product:3")))
    expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const conflict = answers.find((one) => one.status === 409)
    expect(await conflict?.json()).toMatchObject({ error: { code: "idempotency_key_in_use" } })
  })

  it("forgets a key after 24 hours", async () => {
    await post("/v1/customers", "email=day%40example.com", "customer:3")
    running.clock.advance(24 * 60 * 60)
    const again = await post("/v1/customers", "email=other%40example.com", "customer:3")
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([200, null])
  })
})
