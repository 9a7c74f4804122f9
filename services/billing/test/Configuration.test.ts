import { starts } from "@tango/testing/Starts"
import { assert, describe, it } from "vitest"
import { StripeClient } from "../src/stripe/StripeClient.ts"
import { StripeWebhookSecret } from "../src/StripeSignature.ts"

const key = { STRIPE_SECRET_KEY: "sk_test_1" }
const http = { ...key, STRIPE_BASE_URL: "http://127.0.0.1:12111" }

describe("billing does not start", () => {
  it("with an emulator outside a developer's machine", async () => {
    assert.isTrue(await starts(StripeClient.layer, { ...http, TANGO_ENV: "local" }))
    assert.isFalse(await starts(StripeClient.layer, { ...http, TANGO_ENV: "production" }))
    assert.isFalse(await starts(StripeClient.layer, http))
    assert.isTrue(await starts(StripeClient.layer, { ...key, STRIPE_BASE_URL: "https://stripe.example.com" }))
    assert.isTrue(await starts(StripeClient.layer, key))
  })

  it("without its secrets", async () => {
    assert.isFalse(await starts(StripeClient.layer, { STRIPE_SECRET_KEY: "" }))
    assert.isFalse(await starts(StripeWebhookSecret.layer, {}))
    assert.isTrue(await starts(StripeWebhookSecret.layer, { STRIPE_WEBHOOK_SECRET: "whsec_1" }))
  })
})
