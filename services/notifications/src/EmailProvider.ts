import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

export interface Email {
  /** The same key never leads to a second e-mail; at most 256 characters. */
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

/** How far an e-mail has come, by the provider. */
export type EmailStatus = "sent" | "delivered" | "bounced" | "complained" | "failed"

/** The provider cannot now, or does not know us; the e-mail itself is not to blame. */
export class Retryable extends Schema.TaggedError<Retryable>()("Retryable", { reason: Schema.String }) {}

/** The provider will never take this e-mail, or does not know it. */
export class GiveUp extends Schema.TaggedError<GiveUp>()("GiveUp", { reason: Schema.String }) {}

/** Who brings e-mail to people. */
export class EmailProvider extends Context.Service<
  EmailProvider,
  {
    send(email: Email): Effect.Effect<{ readonly providerId: string }, Retryable | GiveUp>
    /** What the provider last knew of an e-mail. */
    get(providerId: string): Effect.Effect<EmailStatus, Retryable | GiveUp>
  }
>()("@tango/notifications/EmailProvider") {}
