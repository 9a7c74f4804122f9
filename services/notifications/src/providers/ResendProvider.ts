import { providerUrl } from "@tango/tenancy/ProviderUrl"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type ErrorResponse, type GetEmailResponseSuccess, Resend } from "resend"
import { EmailProvider, type EmailStatus, GiveUp, Retryable, Suppressed, TakenBefore } from "../EmailProvider.ts"
import { timeoutMilliseconds, withTimeout } from "./Timeout.ts"

const states: Readonly<Record<GetEmailResponseSuccess["last_event"], EmailStatus["state"]>> = {
  queued: "sent",
  scheduled: "sent",
  sent: "sent",
  delivery_delayed: "delayed",
  delivered: "delivered",
  opened: "delivered",
  clicked: "delivered",
  bounced: "bounced",
  suppressed: "suppressed",
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
  "not_found",
])

type Failure = Retryable | GiveUp | Suppressed | TakenBefore

const failure = ({ message, name, statusCode }: ErrorResponse, headers: Record<string, string> | null): Failure => {
  const reason = `${name}: ${message}`.slice(0, 500)
  if (name === "invalid_idempotent_request") return new TakenBefore()
  const refused = statusCode !== null && statusCode >= 400 && statusCode < 500 && statusCode !== 429
  if (refused && /suppress/iu.test(message)) return new Suppressed({ reason })
  if (refused && statusCode !== 403 && hopeless.has(name)) return new GiveUp({ reason })
  const seconds = Number(headers?.["retry-after"])
  return new Retryable({ reason, ...(seconds > 0 ? { retryAfterSeconds: seconds } : {}) })
}

interface Answer<A> {
  readonly data: A | null
  readonly error: ErrorResponse | null
  readonly headers: Record<string, string> | null
}

/** The SDK answers `{ data, error }` and throws only when the call is aborted. */
const call = <A>(request: (signal: AbortSignal) => Promise<Answer<A>>): Effect.Effect<A, Failure> =>
  Effect.tryPromise({ try: request, catch: (cause) => new Retryable({ reason: String(cause) }) }).pipe(
    Effect.flatMap(({ data, error, headers }): Effect.Effect<A, Failure> =>
      error !== null
        ? Effect.fail(failure(error, headers))
        : data === null
          ? Effect.fail(new Retryable({ reason: "The answer is empty" }))
          : Effect.succeed(data),
    ),
    withTimeout(timeoutMilliseconds),
  )

/** Only sending can meet these two. */
const asking = <A>(effect: Effect.Effect<A, Failure>): Effect.Effect<A, Retryable | GiveUp> =>
  Effect.catchTag(effect, ["Suppressed", "TakenBefore"], (error) => new GiveUp({ reason: error._tag }))

const client = Effect.gen(function* () {
  const apiKey = yield* Config.Redacted("RESEND_API_KEY")
  const baseUrl = yield* providerUrl("RESEND_BASE_URL")
  return new Resend(Redacted.value(apiKey), baseUrl === undefined ? {} : { baseUrl: baseUrl.href.replace(/\/$/, "") })
})

const reasons = { bounce: "bounce", complaint: "complaint", manual: "provider" } as const

/** Resend, by its official SDK: `RESEND_API_KEY`, and `RESEND_BASE_URL` for an emulator. */
export const layerResend = Layer.effect(
  EmailProvider,
  Effect.gen(function* () {
    const resend = yield* client
    return EmailProvider.of({
      name: "resend",
      idempotent: true,
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
        const email = yield* asking(call((signal) => resend.emails.get(providerId, { signal })))
        const deliveryId = email.tags?.find(({ name }) => name === "delivery")?.value ?? null
        return { state: states[email.last_event] ?? "sent", deliveryId }
      }),
      suppression: Effect.fn("Resend.suppression", { kind: "client" })(function* (address) {
        const found = yield* asking(call((signal) => resend.suppressions.get(address, { signal }))).pipe(
          Effect.catchTag("GiveUp", () => Effect.succeed(null)),
        )
        return found === null ? null : reasons[found.origin]
      }),
      unsuppress: (address) =>
        asking(call((signal) => resend.suppressions.remove(address, { signal }))).pipe(
          Effect.catchTag("GiveUp", () => Effect.void),
          Effect.asVoid,
          Effect.withSpan("Resend.unsuppress", { kind: "client" }),
        ),
    })
  }),
)
