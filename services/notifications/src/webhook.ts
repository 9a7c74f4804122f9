import { makeWebhook } from "@tango/messaging/Lambda"
import { resendWebhook, WebhookSecret } from "./ResendWebhook.ts"

export const handler = makeWebhook(resendWebhook, WebhookSecret.layer)
