import type { SuppressionReason } from "@tango/contracts/api/NotificationsApi"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { DeliveryState } from "./domain/DeliveryState.ts"

export interface Email {
  /** At most 256 characters. */
  readonly idempotencyKey: string
  readonly from: string
  /** One bare address. */
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  /** ASCII letters, digits, `_` and `-` in names and values. */
  readonly tags: Readonly<Record<string, string>>
}

/** How far an e-mail has come, by the provider, and the delivery that it carried as a tag. */
export interface EmailStatus {
  readonly state: Exclude<DeliveryState, "queued">
  readonly deliveryId: string | null
}

/** The provider cannot now, or does not know us; the e-mail itself is not to blame. Seconds when it said how long to wait. */
export class Retryable extends Schema.TaggedError<Retryable>()("Retryable", {
  reason: Schema.String,
  retryAfterSeconds: Schema.optionalKey(Schema.Finite),
}) {}

/** The provider will never take this e-mail, or does not know it. */
export class GiveUp extends Schema.TaggedError<GiveUp>()("GiveUp", { reason: Schema.String }) {}

/** The provider sends nothing to this address any more. */
export class Suppressed extends Schema.TaggedError<Suppressed>()("Suppressed", { reason: Schema.String }) {}

/** The provider took an e-mail under this key before, though not with these very bytes: it is on its way, by an id we do not know. */
export class TakenBefore extends Schema.TaggedError<TakenBefore>()("TakenBefore", {}) {}

/** Who brings e-mail to people. */
export class EmailProvider extends Context.Service<
  EmailProvider,
  {
    readonly name: "resend" | "ses"
    /** Whether the same idempotency key never leads to a second e-mail; if not, only one process at a time may try. */
    readonly idempotent: boolean
    send(email: Email): Effect.Effect<{ readonly providerId: string }, Retryable | GiveUp | Suppressed | TakenBefore>
    /** What the provider last knew of an e-mail; one that cannot be asked gives up. */
    get(providerId: string): Effect.Effect<EmailStatus, Retryable | GiveUp>
    /** Why the provider sends nothing to an address any more; null when it does. */
    suppression(address: string): Effect.Effect<typeof SuppressionReason.Type | null, Retryable | GiveUp>
    /** Lets an address have e-mail again; that it was never suppressed is no failure. */
    unsuppress(address: string): Effect.Effect<void, Retryable | GiveUp>
  }
>()("@tango/notifications/EmailProvider") {}
