import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { makeWebhook } from "@tango/messaging/WebhookLambda"
import { StripeWebhookSecret, verifyStripe } from "./StripeSignature.ts"

export const handler = await makeWebhook(
  { definition: StripeEventReceived, verify: verifyStripe },
  StripeWebhookSecret.layer,
)
