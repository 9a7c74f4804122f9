import { ResendEventReceived } from "@tango/contracts/events/ProviderEvents"
import { verifySvix } from "@tango/messaging/Svix"
import { PayloadInvalid } from "@tango/messaging/Webhook"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** What Resend signs with (`RESEND_WEBHOOK_SECRET`). */
export class WebhookSecret extends Context.Service<WebhookSecret, Redacted.Redacted>()(
  "@tango/notifications/WebhookSecret",
) {
  static readonly layer = Layer.effect(
    WebhookSecret,
    Effect.gen(function* () {
      return yield* Config.Redacted("RESEND_WEBHOOK_SECRET")
    }),
  )
}

/** `email_id` in what concerns e-mail; the consumer leaves all else alone. */
const Body = Schema.fromJsonString(
  Schema.Struct({
    type: Schema.String,
    data: Schema.Struct({ email_id: Schema.optionalKey(Schema.String) }),
  }),
)
const decodeBody = Schema.decodeUnknownEffect(Body)

/** Resend's webhooks: the event's name and the e-mail's id go on the bus, nothing else of the payload. */
export const resendWebhook = {
  definition: ResendEventReceived,
  verify: Effect.fnUntraced(function* (body: string, headers: Readonly<Record<string, string | undefined>>) {
    const providerEventId = yield* verifySvix(yield* WebhookSecret, body, headers)
    const { data, type } = yield* Effect.mapError(
      decodeBody(body),
      (error) => new PayloadInvalid({ reason: String(error) }),
    )
    return { data: { providerEventId, providerType: type, objectId: data.email_id ?? "", parentId: null } }
  }),
}
