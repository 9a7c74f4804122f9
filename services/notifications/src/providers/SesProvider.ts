import {
  DeleteSuppressedDestinationCommand,
  GetSuppressedDestinationCommand,
  SendEmailCommand,
  SESv2Client,
  SESv2ServiceException,
} from "@aws-sdk/client-sesv2"
import { providerUrl } from "@tango/tenancy/ProviderUrl"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Email, EmailProvider, GiveUp, Retryable, Suppressed } from "../EmailProvider.ts"
import { timeoutMilliseconds, withTimeout } from "./Timeout.ts"

// What is wrong with the e-mail; limits, a paused account or an unverified sender are for us to mend.
const hopeless = new Set(["MessageRejected", "BadRequestException"])

const failure = (cause: unknown): Retryable | GiveUp | Suppressed => {
  if (!(cause instanceof SESv2ServiceException)) return new Retryable({ reason: String(cause).slice(0, 500) })
  const reason = `${cause.name}: ${cause.message}`.slice(0, 500)
  if (hopeless.has(cause.name)) {
    if (/suppress/iu.test(cause.message)) return new Suppressed({ reason })
    // In the sandbox and before a domain is verified, SES rejects what is in order.
    return /not verified/iu.test(cause.message) ? new Retryable({ reason }) : new GiveUp({ reason })
  }
  const seconds = Number(cause.$response?.headers?.["retry-after"])
  return new Retryable({ reason, ...(seconds > 0 ? { retryAfterSeconds: seconds } : {}) })
}

const command = (email: Email, configurationSet: string | undefined): SendEmailCommand =>
  new SendEmailCommand({
    FromEmailAddress: email.from,
    Destination: { ToAddresses: [email.to] },
    Content: {
      Simple: {
        Subject: { Data: email.subject, Charset: "UTF-8" },
        Body: { Html: { Data: email.html, Charset: "UTF-8" }, Text: { Data: email.text, Charset: "UTF-8" } },
        Headers: Object.entries(email.headers).map(([Name, Value]) => ({ Name, Value })),
      },
    },
    EmailTags: Object.entries(email.tags).map(([Name, Value]) => ({ Name, Value })),
    ConfigurationSetName: configurationSet,
  })

/** SES's list does not have the address. */
class NotListed extends Schema.TaggedError<NotListed>()("NotListed", {}) {}

const askFailure = (cause: unknown) =>
  cause instanceof SESv2ServiceException && cause.name === "NotFoundException" ? new NotListed() : failure(cause)

/**
 * Amazon SES v2: the region and credentials are AWS's own, `SES_CONFIGURATION_SET` sends its events, `SES_ENDPOINT` is for
 * tests. SES knows no idempotency keys and cannot be asked for one e-mail: its events say it all.
 */
export const layerSes = Layer.effect(
  EmailProvider,
  Effect.gen(function* () {
    const endpoint = yield* providerUrl("SES_ENDPOINT")
    const configurationSet = Option.getOrUndefined(yield* Config.option(Config.String("SES_CONFIGURATION_SET")))
    const client = yield* Effect.acquireRelease(
      // A repeat inside the SDK could send twice what was taken and not answered; our own tries are counted and spaced.
      Effect.sync(
        () => new SESv2Client({ maxAttempts: 1, ...(endpoint === undefined ? {} : { endpoint: endpoint.href }) }),
      ),
      (ses) => Effect.sync(() => ses.destroy()),
    )
    const asking = <A>(ask: (signal: AbortSignal) => Promise<A>) =>
      Effect.tryPromise({ try: ask, catch: askFailure }).pipe(
        Effect.catchTag("NotListed", () => Effect.succeed(null)),
        Effect.catchTag("Suppressed", ({ reason }) => new GiveUp({ reason })),
        withTimeout(timeoutMilliseconds),
      )
    return EmailProvider.of({
      name: "ses",
      idempotent: false,
      send: Effect.fn("SES.send", { kind: "client" })(function* (email) {
        const { MessageId } = yield* Effect.tryPromise({
          try: (signal) => client.send(command(email, configurationSet), { abortSignal: signal }),
          catch: failure,
        }).pipe(withTimeout(timeoutMilliseconds))
        return MessageId === undefined
          ? yield* new Retryable({ reason: "The answer is empty" })
          : { providerId: MessageId }
      }),
      get: () => Effect.fail(new GiveUp({ reason: "SES cannot be asked for an e-mail" })),
      suppression: Effect.fn("SES.suppression", { kind: "client" })(function* (address) {
        const found = yield* asking((abortSignal) =>
          client.send(new GetSuppressedDestinationCommand({ EmailAddress: address }), { abortSignal }),
        )
        if (found === null) return null
        return found.SuppressedDestination?.Reason === "COMPLAINT" ? "complaint" : "bounce"
      }),
      unsuppress: (address) =>
        asking((abortSignal) =>
          client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: address }), { abortSignal }),
        ).pipe(Effect.asVoid, Effect.withSpan("SES.unsuppress", { kind: "client" })),
    })
  }),
)
