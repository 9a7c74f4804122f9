import * as Problems from "@tango/contracts/api/BillingApi"
import { BillingAuditRecorded } from "@tango/contracts/events/AuditEvents"
import { prices } from "@tango/contracts/Plans"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { IdempotencyKeyReused, type ProviderUnavailable } from "@tango/contracts/Problem"
import { recordAudit } from "@tango/messaging/Audit"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { idempotent } from "@tango/service/Idempotency"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { changeable, type Changeable, startsNewPeriod, type Terms } from "./domain/Change.ts"
import { fingerprint, isStale, previewMinutes } from "./domain/Preview.ts"
import type { SubscriptionView } from "./domain/View.ts"
import { findPreview, type StoredPreview, writePreview } from "./persistence/Previews.ts"
import { Seats } from "./Seats.ts"
import { Store } from "./Store.ts"
import { type StripePreview, StripeChanges } from "./stripe/StripeChanges.ts"
import { Subscriptions } from "./Subscriptions.ts"

type NotChangeable =
  | Problems.NotSubscribed
  | Problems.PaymentOverdue
  | Problems.SubscriptionEnding
  | Problems.NothingToChange
  | Problems.SeatsInUse

interface ChangeRequest {
  readonly previewId: string
  readonly idempotencyKey: string | undefined
}

const orProblem = (found: Changeable) => {
  switch (found._tag) {
    case "Changeable":
      return Effect.succeed(found)
    case "NotSubscribed":
      return Effect.fail(new Problems.NotSubscribed({}))
    case "Overdue":
      return Effect.fail(new Problems.PaymentOverdue({}))
    case "Ending":
      return Effect.fail(new Problems.SubscriptionEnding({}))
    case "Same":
      return Effect.fail(new Problems.NothingToChange({}))
    case "TooFewSeats":
      return Effect.fail(new Problems.SeatsInUse({ used: found.used }))
  }
}

const nothingNow: StripePreview = { currency: "", lines: [], total: 0, amountDue: 0, creditApplied: 0, creditAfter: 0 }

/** Another plan, another interval, other seats: shown with its exact price first, then done as it was shown. */
export class PlanChanges extends Context.Service<
  PlanChanges,
  {
    preview(
      terms: Terms,
    ): Effect.Effect<typeof Problems.Preview.Type, NotChangeable | ProviderUnavailable, CurrentTenant>
    /** Does what was previewed, for what it said, or nothing at all. */
    change(
      request: ChangeRequest,
    ): Effect.Effect<
      SubscriptionView,
      NotChangeable | Problems.PreviewStale | Problems.PaymentDeclined | IdempotencyKeyReused | ProviderUnavailable,
      CurrentTenant | CurrentPrincipal
    >
  }
>()("@tango/billing/PlanChanges") {
  static readonly layer = Layer.effect(
    PlanChanges,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const store = yield* Store
      const subscriptions = yield* Subscriptions
      const seats = yield* Seats
      const stripe = yield* StripeChanges
      const signal = yield* OutboxSignal

      const preview = Effect.fn("PlanChanges.preview")(function* (terms: Terms) {
        const used = yield* seats.used
        const { customerId, standing } = yield* subscriptions.sync
        const { effect, subscription } = yield* orProblem(changeable(standing, terms, used))
        const clock = new Date(Math.floor((yield* Clock.currentTimeMillis) / 1000) * 1000)
        // A customer on a test clock lives ahead of ours.
        const at = clock < subscription.currentPeriodStart ? subscription.currentPeriodStart : clock
        const newPeriod = startsNewPeriod(subscription, terms)
        const now = { subscription, terms, newPeriod, prorationDate: at }
        const amounts = effect === "now" ? yield* stripe.preview(customerId ?? "", now) : nothingNow
        const { currency, unitAmount } = prices[terms.price]
        const stored: StoredPreview = {
          terms,
          effect,
          newPeriod,
          prorationDate: at,
          basis: fingerprint(subscription),
          amountDue: amounts.amountDue,
          expiresAt: new Date(clock.getTime() + previewMinutes * 60_000),
        }
        const previewId = yield* tenantSql.transaction(writePreview(stored))
        return {
          ...amounts,
          previewId,
          ...terms,
          effect,
          effectiveAt: effect === "now" ? at : subscription.currentPeriodEnd,
          currency,
          recurring: unitAmount * terms.seats,
          expiresAt: stored.expiresAt,
        }
      })

      const carryOut = Effect.fnUntraced(
        function* (previewId: string) {
          const found = yield* tenantSql.transaction(findPreview(previewId))
          if (found === null) return yield* new Problems.PreviewStale({})
          return yield* store.open((copy) =>
            Effect.gen(function* () {
              const { standing } = yield* subscriptions.refresh(copy)
              const used = yield* seats.used
              const { subscription } = yield* orProblem(changeable(standing, found.terms, used))
              const now = new Date(yield* Clock.currentTimeMillis)
              if (isStale(found, subscription, now)) return yield* new Problems.PreviewStale({})
              const { effect, newPeriod, prorationDate, terms } = found
              yield* effect === "now"
                ? stripe.apply(
                    { subscription, terms, newPeriod, prorationDate },
                    { key: `change:${previewId}`, bill: "invoice", seatFloor: terms.seats },
                  )
                : stripe.schedule(subscription, terms, terms.seats)
              const { actor } = yield* CurrentPrincipal
              yield* recordAudit(BillingAuditRecorded, {
                actor,
                action: effect === "now" ? "subscription.changed" : "subscription.change_scheduled",
                target: { type: "subscription", id: subscription.subscriptionId },
                details: {
                  fromPrice: subscription.price,
                  toPrice: terms.price,
                  fromSeats: subscription.seats,
                  toSeats: terms.seats,
                  charged: found.amountDue,
                },
              })
              yield* subscriptions.refresh(copy)
            }),
          )
        },
        Effect.catchTag("StripeDeclined", ({ declineCode }) => new Problems.PaymentDeclined({ declineCode })),
        Effect.provideService(OutboxSignal, signal),
      )

      // A repeat finds that the preview was carried out: its basis is no more, but what was asked for is there.
      const claim = ({ idempotencyKey, previewId }: ChangeRequest) =>
        tenantSql.transaction(
          idempotent(
            Schema.Struct({ previewId: Schema.String }),
            { key: idempotencyKey, operation: "subscription.change", request: [previewId] },
            Effect.succeed({ previewId }),
          ),
        )

      const isDone = Effect.fnUntraced(function* (previewId: string) {
        const found = yield* findPreview(previewId)
        const { price, scheduled, seats: number } = yield* subscriptions.get
        if (found === null) return false
        const is = (one: { readonly price: string | null; readonly seats: number | null } | null) =>
          one?.price === found.terms.price && one.seats === found.terms.seats
        return found.effect === "now" ? is({ price, seats: number }) : is(scheduled)
      }, tenantSql.transaction)

      const change = Effect.fn("PlanChanges.change")(function* (request: ChangeRequest) {
        yield* claim(request)
        const repeated = request.idempotencyKey !== undefined && (yield* isDone(request.previewId))
        if (!repeated) yield* carryOut(request.previewId)
        return yield* subscriptions.get
      })

      return PlanChanges.of({ preview, change })
    }),
  )
}
