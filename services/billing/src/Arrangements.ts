import { NotSubscribed } from "@tango/contracts/api/BillingApi"
import { BillingAuditRecorded } from "@tango/contracts/events/AuditEvents"
import { CurrentPrincipal, type CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import { recordAudit } from "@tango/messaging/Audit"
import { OutboxSignal } from "@tango/messaging/Outbox"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Customers } from "./Customers.ts"
import type { StripeSubscription } from "./domain/Books.ts"
import { occupiedBy } from "./domain/Subscription.ts"
import type { SubscriptionView } from "./domain/View.ts"
import { Store } from "./Store.ts"
import { StripeChanges } from "./stripe/StripeChanges.ts"
import { StripePortal, type PortalVisit } from "./stripe/StripePortal.ts"
import { Subscriptions } from "./Subscriptions.ts"

type Taken = Effect.Effect<SubscriptionView, NotSubscribed | ProviderUnavailable, CurrentTenant | CurrentPrincipal>

/** What was arranged for later, taken back; and the way to Stripe's portal, where the rest is arranged. */
export class Arrangements extends Context.Service<
  Arrangements,
  {
    /** Keeps a subscription whose end is scheduled. */
    readonly reactivate: Taken
    /** Keeps the terms that were to change at the period's end. */
    readonly keep: Taken
    /** Ends what the organization pays for, now, as it is no more. */
    readonly end: Effect.Effect<void, ProviderUnavailable, CurrentTenant>
    portal(
      flow: PortalVisit["flow"],
    ): Effect.Effect<{ readonly url: string }, NotSubscribed | ProviderUnavailable, CurrentTenant>
  }
>()("@tango/billing/Arrangements") {
  static readonly layer = Layer.effect(
    Arrangements,
    Effect.gen(function* () {
      const store = yield* Store
      const subscriptions = yield* Subscriptions
      const customers = yield* Customers
      const changes = yield* StripeChanges
      const stripePortal = yield* StripePortal
      const signal = yield* OutboxSignal
      const publicUrl = (yield* Config.String("PUBLIC_URL")).replace(/\/+$/, "")

      const take = (
        action: string,
        undo: (subscription: StripeSubscription) => Effect.Effect<void, ProviderUnavailable>,
      ): Taken =>
        store
          .open((copy) =>
            Effect.gen(function* () {
              const { standing } = yield* subscriptions.refresh(copy)
              if (standing._tag !== "Live") return yield* new NotSubscribed({})
              yield* undo(standing.subscription)
              const { actor } = yield* CurrentPrincipal
              yield* recordAudit(BillingAuditRecorded, {
                actor,
                action,
                target: { type: "subscription", id: standing.subscription.subscriptionId },
              })
              yield* subscriptions.refresh(copy)
            }),
          )
          .pipe(Effect.provideService(OutboxSignal, signal), Effect.andThen(subscriptions.get))

      const end = store
        .open((copy) =>
          Effect.gen(function* () {
            const { standing } = yield* subscriptions.refresh(copy)
            if (standing._tag === "None" || occupiedBy(standing) === null) return
            yield* changes.end(standing.subscription)
            yield* subscriptions.refresh(copy)
          }),
        )
        .pipe(Effect.withSpan("Arrangements.end"))

      const portal = Effect.fn("Arrangements.portal")(function* (flow: PortalVisit["flow"]) {
        const customerId = yield* customers.find
        const snapshot = yield* store.snapshot
        if (customerId === null || snapshot === null) return yield* new NotSubscribed({})
        const subscriptionId = snapshot.status === "canceled" ? null : snapshot.subscriptionId
        return {
          url: yield* stripePortal.open({ customerId, subscriptionId, flow, returnUrl: `${publicUrl}/billing?back=1` }),
        }
      })

      return Arrangements.of({
        reactivate: take("subscription.reactivated", (one) =>
          one.cancelAt === null ? Effect.void : changes.reactivate(one),
        ),
        keep: take("subscription.change_taken_back", (one) => changes.release(one)),
        end,
        portal,
      })
    }),
  )
}
