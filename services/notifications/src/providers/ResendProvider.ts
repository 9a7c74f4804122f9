import { providerUrl } from "@tango/tenancy/ProviderUrl"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type ErrorResponse, type GetEmailResponseSuccess, Resend } from "resend"
import { EmailProvider, type EmailStatus, GiveUp, Retryable } from "../EmailProvider.ts"

// Under a second of Lambda's ten remains when two e-mails time out one after the other.
const timeout = "4 seconds"

const statuses: Readonly<Record<GetEmailResponseSuccess["last_event"], EmailStatus>> = {
  queued: "sent",
  scheduled: "sent",
  sent: "sent",
  delivery_delayed: "sent",
  delivered: "delivered",
  opened: "delivered",
  clicked: "delivered",
  bounced: "bounced",
  suppressed: "bounced",
  complained: "complained",
  failed: "failed",
  canceled: "failed",
}

// What is wrong with the e-mail; all else (limits, outages, our key, our sender) may be right next time or after a redrive.
const hopeless = new Set<ErrorResponse["name"]>([
  "validation_error",
  "missing_required_field",
  "invalid_parameter",
  "invalid_attachment",
  "invalid_idempotency_key",
  "invalid_idempotent_request",
  "not_found",
])

const failure = ({ message, name, statusCode }: ErrorResponse): Retryable | GiveUp => {
  const reason = `${name}: ${message}`.slice(0, 500)
  const refused = statusCode !== null && statusCode >= 400 && statusCode < 500 && statusCode !== 429
  return refused && statusCode !== 403 && hopeless.has(name) ? new GiveUp({ reason }) : new Retryable({ reason })
}

/** The SDK answers `{ data, error }` and throws only when the call is aborted. */
const call = <A>(
  request: (signal: AbortSignal) => Promise<{ readonly data: A | null; readonly error: ErrorResponse | null }>,
): Effect.Effect<A, Retryable | GiveUp> =>
  Effect.tryPromise({ try: request, catch: (cause) => new Retryable({ reason: String(cause) }) }).pipe(
    Effect.flatMap(({ data, error }): Effect.Effect<A, Retryable | GiveUp> =>
      error !== null
        ? Effect.fail(failure(error))
        : data === null
          ? Effect.fail(new Retryable({ reason: "The answer is empty" }))
          : Effect.succeed(data),
    ),
    Effect.timeoutOrElse({
      duration: timeout,
      orElse: () => Effect.fail(new Retryable({ reason: `No answer within ${timeout}` })),
    }),
  )

const client = Effect.gen(function* () {
  const apiKey = yield* Config.Redacted("RESEND_API_KEY")
  const baseUrl = yield* providerUrl("RESEND_BASE_URL")
  return new Resend(Redacted.value(apiKey), baseUrl === undefined ? {} : { baseUrl: baseUrl.href.replace(/\/$/, "") })
})

/** Resend, by its official SDK: `RESEND_API_KEY`, and `RESEND_BASE_URL` for an emulator. */
export const layerResend = Layer.effect(
  EmailProvider,
  Effect.gen(function* () {
    const resend = yield* client
    return EmailProvider.of({
      send: Effect.fn("Resend.send", { kind: "client" })(function* (email) {
        const { from, headers, html, subject, text, to } = email
        const tags = Object.entries(email.tags).map(([name, value]) => ({ name, value }))
        const { id } = yield* call((signal) =>
          resend.emails.send(
            { from, to, subject, html, text, headers: { ...headers }, tags },
            { idempotencyKey: email.idempotencyKey, signal },
          ),
        )
        return { providerId: id }
      }),
      get: Effect.fn("Resend.get", { kind: "client" })(function* (providerId) {
        const email = yield* call((signal) => resend.emails.get(providerId, { signal }))
        return statuses[email.last_event] ?? "sent"
      }),
    })
  }),
)
