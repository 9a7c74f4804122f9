import { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { subscriptions } from "@tango/contracts/subscriptions/Notifications"
import * as Inbox from "@tango/messaging/Inbox"
import { NotYet } from "@tango/messaging/NotYet"
import type { Received } from "@tango/messaging/Reaction"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Deliveries } from "./Deliveries.ts"
import { fromSes, reasonFor, type Outcome } from "./domain/Outcome.ts"
import { EmailProvider, type Retryable } from "./EmailProvider.ts"
import { findForProvider } from "./persistence/DeliveryChanges.ts"
import { suppress } from "./Suppressions.ts"

// A webhook can overtake our own note of the e-mail's id by moments; what is unknown after this is somebody else's e-mail.
const graceMilliseconds = 2 * 60_000

type ResendEvent = Received<(typeof subscriptions.resendEventReceived)["data"]["Type"]>
type SesEvent = Received<(typeof subscriptions.sesEventReceived)["data"]["Type"]>

/** What became of e-mails, by the provider. */
export class Outcomes extends Context.Service<
  Outcomes,
  {
    /** Asks Resend what it knows of the e-mail now, and moves its delivery forward. */
    applyResend(event: ResendEvent): Effect.Effect<void, NotYet | Retryable>
    /** SES cannot be asked; AWS itself vouches for what its event says. */
    applySes(event: SesEvent): Effect.Effect<void, NotYet>
  }
>()("@tango/notifications/Outcomes") {
  static readonly layer = Layer.effect(
    Outcomes,
    Effect.gen(function* () {
      const system = yield* SystemSql
      const tenantSql = yield* TenantSql
      const deliveries = yield* Deliveries
      const provider = yield* EmailProvider

      const find = (providerId: string, deliveryId: string | null) =>
        Effect.map(Effect.orDie(findForProvider(system, providerId, deliveryId)), ([row]) => row)
      type Found = NonNullable<Effect.Success<ReturnType<typeof find>>>

      const unknown = Effect.fnUntraced(function* (providerId: string, time: string) {
        const age = (yield* Clock.currentTimeMillis) - Date.parse(time)
        if (age < graceMilliseconds)
          return yield* new NotYet({ reason: `The e-mail ${providerId} is not known yet`, delaySeconds: 3 })
        yield* Effect.logInfo("An e-mail that is not ours", { providerId })
      })

      const record = (eventId: string, row: Found, { providerId, reason, state, suppressed }: Outcome) =>
        tenantSql
          .transaction(
            Inbox.once(
              eventId,
              Effect.gen(function* () {
                if (suppressed !== null) yield* suppress(row.recipient, suppressed)
                yield* deliveries.raise(row.delivery_id, { state, reason, providerId })
              }),
            ),
          )
          .pipe(Effect.provideService(CurrentTenant, OrganizationId.make(row.organization_id)))

      /** Only the provider's own list tells whether an address is gone for good. */
      const suppressionOf = (state: Outcome["state"], address: string) =>
        state === "bounced" || state === "complained" || state === "suppressed"
          ? Effect.catchTag(provider.suppression(address), "GiveUp", () => Effect.succeed(null))
          : Effect.succeed(null)

      const applyResend = Effect.fn("Outcomes.applyResend")(function* ({ data, metadata }: ResendEvent) {
        if (!data.providerType.startsWith("email.") || data.objectId === "") return
        const status = yield* provider
          .get(data.objectId)
          .pipe(
            Effect.catchTag("GiveUp", (error) =>
              Effect.as(Effect.logInfo("The provider does not know this e-mail", { reason: error.reason }), null),
            ),
          )
        const row = yield* find(data.objectId, status?.deliveryId ?? null)
        if (row === undefined) return yield* unknown(data.objectId, metadata.time)
        if (status === null) return
        const listed = yield* suppressionOf(status.state, row.recipient)
        const suppressed =
          status.state === "complained" ? "complaint" : status.state === "suppressed" ? (listed ?? "provider") : listed
        yield* record(`resend:${data.providerEventId}`, row, {
          state: status.state,
          providerId: data.objectId,
          suppressed,
          reason: reasonFor(status.state, suppressed),
        })
      })

      const applySes = Effect.fn("Outcomes.applySes")(function* ({ data, metadata }: SesEvent) {
        const row = yield* find(data.objectId, data.deliveryId)
        if (row === undefined) return yield* unknown(data.objectId, metadata.time)
        yield* record(`ses:${data.providerEventId}`, row, fromSes(data))
      })

      return Outcomes.of({ applyResend, applySes })
    }),
  )
}
