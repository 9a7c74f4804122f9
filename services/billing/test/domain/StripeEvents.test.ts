import { assert, it } from "vitest"
import { isAboutMoney, webhookEvents } from "../../src/domain/StripeEvents.ts"

it("what a webhook endpoint has to be told of is what is reacted to, each once", () => {
  assert.deepEqual(
    webhookEvents.filter((type) => !isAboutMoney(type)),
    [],
  )
  assert.equal(new Set(webhookEvents).size, webhookEvents.length)
  for (const prefix of ["customer.subscription.", "checkout.session.", "charge.dispute."])
    assert.isTrue(
      webhookEvents.some((type) => type.startsWith(prefix)),
      prefix,
    )
})
