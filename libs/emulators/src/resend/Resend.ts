import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { Clock } from "../kit/Clock.ts"
import { controls } from "../kit/Controls.ts"
import { listen } from "../kit/Emulator.ts"
import type { Emulator } from "../kit/Emulator.ts"
import { makeFaults } from "../kit/Faults.ts"
import { isOffered } from "../kit/Routes.ts"
import type { Store } from "../kit/Store.ts"
import { makeWebhooks } from "../kit/Webhooks.ts"
import type { WebhookEndpoint } from "../kit/Webhooks.ts"
import { accountRoutes } from "./AccountRoutes.ts"
import { makeDelivery } from "./Delivery.ts"
import { emailRoutes } from "./EmailRoutes.ts"
import { errorBody, nameForStatus, ResendFailure } from "./Errors.ts"
import { idempotency } from "./Idempotency.ts"
import { makeMailbox } from "./Mailbox.ts"
import type { Mailbox } from "./Mailbox.ts"
import { mailboxRoutes } from "./MailboxRoutes.ts"
import { makeRateLimit } from "./RateLimit.ts"
import { makeSuppressions, suppressionRoutes } from "./Suppressions.ts"

export interface ResendOptions {
  readonly port: number
  readonly store: Store
  readonly clock: Clock
  readonly apiKey: string
  readonly webhook?: WebhookEndpoint
}

const maximumBytes = 40 * 1_048_576
const sweepMilliseconds = 500

/** Refuses requests without the API key. */
const guarded = (apiKey: string): Hono => {
  const app = new Hono()
  app.use(async (c, next) => {
    const authorization = c.req.header("authorization")
    if (!authorization) throw new ResendFailure(401, "missing_api_key", "Missing API Key")
    if (authorization !== `Bearer ${apiKey}`) throw new ResendFailure(403, "invalid_api_key", "API key is invalid")
    await next()
  })
  return app
}

/** A local Resend at the root of its own origin, and the mailbox of the whole stack. State is in the store. */
export const startResend = async (options: ResendOptions): Promise<Emulator & { mailbox: Mailbox }> => {
  const { port, store, clock, apiKey, webhook } = options
  const webhooks = makeWebhooks(store, "resend", webhook)
  const faults = makeFaults()
  const mailbox = makeMailbox(store, clock)
  const suppressions = makeSuppressions(store, webhooks, clock)
  const delivery = makeDelivery({ mailbox, webhooks, clock, suppressions })
  const limit = makeRateLimit()
  const app = new Hono()
  app.onError((error, c) => {
    if (error instanceof ResendFailure) return c.json(errorBody(error.status, error.code, error.message), error.status)
    console.error("The Resend emulator failed", error)
    return c.json(errorBody(500, "internal_server_error", "An unexpected error occurred."), 500)
  })
  app.notFound((c) =>
    isOffered(app, c.req.path)
      ? c.json(errorBody(405, "method_not_allowed", "This endpoint does not support this method."), 405)
      : c.json(errorBody(404, "not_found", "The requested endpoint does not exist."), 404),
  )
  app.route("/_emulator", controls("resend", faults, webhooks))
  app.route("/_emulator", mailboxRoutes(mailbox, delivery))
  app.route("/_emulator", limit.controls)
  const api = guarded(apiKey)
  const tooLarge = errorBody(413, "validation_error", "The request is larger than 40 MB.")
  api.use(limit.middleware)
  api.use(bodyLimit({ maxSize: maximumBytes, onError: (c) => c.json(tooLarge, 413) }))
  api.use(idempotency(store, clock))
  api.use(
    faults.middleware((c, status) => {
      if (status === 429) c.header("retry-after", "1")
      return c.json(errorBody(status, nameForStatus(status), `Injected ${status}.`), status)
    }),
  )
  api.route("/", emailRoutes(mailbox, delivery, clock))
  api.route("/", suppressionRoutes(suppressions))
  api.route("/", accountRoutes())
  app.route("/", api)
  const sweeper = setInterval(() => delivery.sweep(), sweepMilliseconds)
  const emulator = await listen(app, port, () => {
    clearInterval(sweeper)
    return webhooks.close()
  })
  return { ...emulator, mailbox }
}
