import type { ResendEventReceived } from "@tango/contracts/events/ProviderEvents"
import { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Inbox from "@tango/messaging/Inbox"
import type { Received } from "@tango/messaging/Reaction"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Deliveries } from "./Deliveries.ts"
import { EmailProvider, type Retryable } from "./EmailProvider.ts"

/** The provider speaks of an e-mail whose id we have not written down yet; the event has to come again. */
export class DeliveryNotKnownYet extends Schema.TaggedError<DeliveryNotKnownYet>()("DeliveryNotKnownYet", {
  providerId: Schema.String,
}) {}

// A webhook can overtake our own note of the e-mail's id by moments; what is unknown after this is somebody else's e-mail.
const graceMilliseconds = 2 * 60_000

/** What became of e-mails, by the provider. */
export class Outcomes extends Context.Service<
  Outcomes,
  {
    /** Asks the provider what it knows of the e-mail now, and moves its delivery forward. */
    apply(
      event: Received<(typeof ResendEventReceived)["data"]["Type"]>,
    ): Effect.Effect<void, DeliveryNotKnownYet | Retryable>
  }
>()("@tango/notifications/Outcomes") {
  static readonly layer = Layer.effect(
    Outcomes,
    Effect.gen(function* () {
      const system = yield* SystemSql
      const tenantSql = yield* TenantSql
      const deliveries = yield* Deliveries
      const provider = yield* EmailProvider

      const find = (providerId: string) =>
        system<{ organization_id: string; delivery_id: string }>`
          select organization_id, delivery_id from deliveries where provider_id = ${providerId}`.pipe(Effect.orDie)

      const apply = Effect.fn("Outcomes.apply")(function* ({
        data,
        metadata,
      }: Received<(typeof ResendEventReceived)["data"]["Type"]>) {
        if (!data.providerType.startsWith("email.")) return
        const [row] = yield* find(data.objectId)
        if (row === undefined) {
          const age = (yield* Clock.currentTimeMillis) - Date.parse(metadata.time)
          if (age < graceMilliseconds) return yield* new DeliveryNotKnownYet({ providerId: data.objectId })
          return yield* Effect.logInfo("An e-mail that is not ours", { providerId: data.objectId })
        }
        const status = yield* provider
          .get(data.objectId)
          .pipe(
            Effect.catchTag("GiveUp", (error) =>
              Effect.as(Effect.logError("The provider does not know its own e-mail", { reason: error.reason }), null),
            ),
          )
        if (status === null) return
        yield* tenantSql
          .transaction(Inbox.once(`resend:${data.providerEventId}`, deliveries.raise(row.delivery_id, status)))
          .pipe(Effect.provideService(CurrentTenant, OrganizationId.make(row.organization_id)))
      })

      return Outcomes.of({ apply })
    }),
  )
}
