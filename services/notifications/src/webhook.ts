import { makeWebhook } from "@tango/messaging/WebhookLambda"
import { resendWebhook, WebhookSecret } from "./ResendWebhook.ts"

export const handler = await makeWebhook(resendWebhook, WebhookSecret.layer)
