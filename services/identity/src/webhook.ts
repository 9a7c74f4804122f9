import { makeWebhook } from "@tango/messaging/WebhookLambda"
import { stytchWebhook, WebhookSecret } from "./StytchWebhook.ts"

export const handler = await makeWebhook(stytchWebhook, WebhookSecret.layer)
