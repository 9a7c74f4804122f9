import { BillingAuditRecorded } from "@tango/contracts/events/AuditEvents"
import { DuplicateRefunded } from "@tango/contracts/events/BillingEvents"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import { recordAudit } from "@tango/messaging/Audit"
import * as Outbox from "@tango/messaging/Outbox"
import type { Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Customers } from "./Customers.ts"
import type { Books, StripeSubscription } from "./domain/Books.ts"
import { type Announcement, digest, isNothing, latestKnown } from "./domain/Digest.ts"
import { dunningOf } from "./domain/Dunning.ts"
import { stateOf } from "./domain/State.ts"
import { type Standing, standingOf } from "./domain/Subscription.ts"
import { type SubscriptionView, viewOf } from "./domain/View.ts"
import { type OpenStore, Store } from "./Store.ts"
import { StripeBooks } from "./stripe/StripeBooks.ts"
import { StripeChanges } from "./stripe/StripeChanges.ts"

/** What Stripe says now, and what our copy of it lacked. */
export interface Refreshed {
  readonly customerId: string | null
  readonly books: Books
  readonly standing: Standing
  readonly news: ReadonlyArray<Announcement>
  /** How many things of the copy were not as Stripe has them. */
  readonly drift: number
}

const noBooks: Books = { subscriptions: [], invoices: [], credits: [] }

/** What the tenant's organization pays for: a copy of what Stripe says, taken anew whenever something may have changed. */
export class Subscriptions extends Context.Service<
  Subscriptions,
  {
    readonly get: Effect.Effect<SubscriptionView, never, CurrentTenant>
    /** Asks Stripe, stores the answer, and announces what is new. */
    readonly sync: Effect.Effect<Refreshed, ProviderUnavailable, CurrentTenant>
    /** The same because of an event of Stripe's, once for each. */
    syncOnce(event: {
      readonly id: string
      readonly trialEnds: boolean
    }): Effect.Effect<void, ProviderUnavailable, CurrentTenant>
    /** The same within an open store. */
    refresh(
      store: OpenStore,
      trialEnds?: boolean,
    ): Effect.Effect<Refreshed, ProviderUnavailable, CurrentTenant | Transaction>
    /** Asks Stripe, and ends at Stripe what has been overdue too long. */
    readonly dun: Effect.Effect<Refreshed, ProviderUnavailable, CurrentTenant>
  }
>()("@tango/billing/Subscriptions") {
  static readonly layer = Layer.effect(
    Subscriptions,
    Effect.gen(function* () {
      const store = yield* Store
      const stripe = yield* StripeBooks
      const changes = yield* StripeChanges
      const customers = yield* Customers
      const signal = yield* Outbox.OutboxSignal
      const now = Effect.map(Clock.currentTimeMillis, (milliseconds) => new Date(milliseconds))

      const giveBack = Effect.fnUntraced(
        function* (duplicate: StripeSubscription) {
          const organizationId = yield* CurrentTenant
          const { subscriptionId } = duplicate
          const back = yield* changes.endDuplicate(duplicate)
          yield* Effect.logWarning("A duplicate subscription was ended and refunded", { subscriptionId, ...back })
          yield* Outbox.append(DuplicateRefunded, {
            subject: `subscription/${organizationId}/duplicate/${subscriptionId}`,
            sequence: 1,
            data: { organizationId, subscriptionId, ...back },
          })
          yield* recordAudit(BillingAuditRecorded, {
            actor: { kind: "system", id: "billing" },
            action: "subscription.duplicate_refunded",
            target: { type: "subscription", id: subscriptionId },
            details: { ...back },
          })
        },
        Effect.provideService(Outbox.OutboxSignal, signal),
      )

      const read = Effect.fnUntraced(function* (customerId: string) {
        const books = yield* stripe.read(customerId)
        const standing = standingOf(books.subscriptions)
        if (standing._tag === "None" || standing.duplicates.length === 0) return books
        yield* Effect.forEach(standing.duplicates, (duplicate) =>
          Effect.catchTag(giveBack(duplicate), "SqlError", Effect.die),
        )
        return yield* stripe.read(customerId)
      })

      // The copy is held around the question and the writing of the answer: an older answer never overwrites a newer one.
      const refresh = Effect.fnUntraced(function* (open: OpenStore, trialEnds = false) {
        const customerId = yield* customers.find
        const books = customerId === null ? noBooks : yield* read(customerId)
        const copy = yield* open.load
        const found = digest(copy, books, latestKnown(books, yield* now), trialEnds)
        if (!isNothing(found)) yield* open.save(copy, found)
        const drift = found.invoices.length + found.credits.length + (found.snapshot === null ? 0 : 1)
        const standing = standingOf(books.subscriptions)
        return { customerId, books, standing, news: found.announcements, drift } satisfies Refreshed
      })

      const sync = store.open((open) => refresh(open)).pipe(Effect.withSpan("Subscriptions.sync"))

      const syncOnce = Effect.fn("Subscriptions.syncOnce")(
        (event: { readonly id: string; readonly trialEnds: boolean }) =>
          store.open((open) =>
            Effect.gen(function* () {
              if (yield* open.claim(event.id)) yield* refresh(open, event.trialEnds)
              else yield* Effect.logInfo("An event of Stripe's came again", { stripeEventId: event.id })
            }),
          ),
      )

      const dun = store
        .open((open) =>
          Effect.gen(function* () {
            const first = yield* refresh(open)
            if (first.standing._tag === "None") return first
            const { subscription } = first.standing
            const { books } = first
            const dunning = dunningOf(stateOf(subscription, books.invoices), latestKnown(books, yield* now))
            if (dunning._tag !== "Over") return first
            yield* changes.end(subscription)
            return yield* refresh(open)
          }),
        )
        .pipe(Effect.withSpan("Subscriptions.dun"))

      const get = Effect.gen(function* () {
        return viewOf(yield* store.snapshot, yield* now)
      }).pipe(Effect.withSpan("Subscriptions.get"))

      return Subscriptions.of({ get, sync, syncOnce, refresh, dun })
    }),
  )
}
