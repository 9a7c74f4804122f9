import { StytchEventReceived } from "@tango/contracts/events/ProviderEvents"
import { verifySvix } from "@tango/messaging/Svix"
import { PayloadInvalid, type WebhookOptions } from "@tango/messaging/Webhook"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

export class WebhookSecret extends Context.Service<WebhookSecret, Redacted.Redacted>()(
  "@tango/identity/WebhookSecret",
) {
  static readonly layer = Layer.effect(WebhookSecret, Config.Redacted("STYTCH_WEBHOOK_SECRET"))
}

const Body = Schema.Struct({
  event_id: Schema.NonEmptyString,
  action: Schema.String,
  source: Schema.String,
  object_type: Schema.String,
  id: Schema.NonEmptyString,
  details: Schema.optionalKey(Schema.Struct({ organization_id: Schema.optionalKey(Schema.String) })),
  member: Schema.optionalKey(Schema.Struct({ organization_id: Schema.String })),
})
const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Body))

/** Stytch's webhooks: signed by Svix, and telling what is worth asking Stytch about. */
export const stytchWebhook: WebhookOptions<
  typeof StytchEventReceived.type,
  typeof StytchEventReceived.data,
  WebhookSecret
> = {
  definition: StytchEventReceived,
  verify: Effect.fnUntraced(function* (raw, headers) {
    yield* verifySvix(yield* WebhookSecret, raw, headers)
    const body = yield* Effect.mapError(decode(raw), (error) => new PayloadInvalid({ reason: String(error) }))
    return {
      data: {
        providerEventId: body.event_id,
        // The type is in neither the body nor the headers: it is these three.
        providerType: `${body.source}.${body.object_type}.${body.action}`.toLowerCase(),
        objectId: body.id,
        parentId: body.member?.organization_id ?? body.details?.organization_id ?? null,
      },
    }
  }),
}
