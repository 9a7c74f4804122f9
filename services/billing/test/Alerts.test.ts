import { PaymentFailed } from "@tango/contracts/events/BillingEvents"
import { subscriptions } from "@tango/contracts/subscriptions/BillingAlerts"
import { handleDirect } from "@tango/messaging/DirectLambda"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { subscriptionSuite } from "@tango/testing/SubscriptionSuite"
import { Effect } from "effect"
import { afterEach, assert, it, vi } from "vitest"
import { alerts } from "../src/reactions/Alerts.ts"

subscriptionSuite("billing's alerts", subscriptions, alerts)
afterEach(() => void vi.restoreAllMocks())

const event = (data: object = {}) =>
  JSON.parse(busMessage(PaymentFailed, { organizationId: "org", data: { ...PaymentFailed.example, ...data } }))

it("counts a payment that failed, without its tenant", async () => {
  const written: Array<string> = []
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => written.push(String(chunk)) > 0)
  await Effect.runPromise(handleDirect(alerts, event()))
  vi.restoreAllMocks()
  const [metric = "{}"] = written.filter((line) => line.includes("PaymentsFailed"))
  assert.deepInclude(JSON.parse(metric), { service: "billing", PaymentsFailed: 1 })
  assert.notInclude(metric, "org")
})

it("fails for what it does not understand, so that Lambda tells the failure queue why", async () => {
  const failure = await Effect.runPromise(Effect.flip(handleDirect(alerts, event({ amount: "much" }))))
  assert.match(failure.message, /amount/)
})
