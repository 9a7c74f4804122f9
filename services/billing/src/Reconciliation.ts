import { CurrentTenant } from "@tango/contracts/Principal"
import { emitMetric } from "@tango/observability/Metrics"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Credits } from "./Credits.ts"
import { Seats } from "./Seats.ts"
import { Store } from "./Store.ts"
import { Subscriptions } from "./Subscriptions.ts"

/** How much was not as Stripe has it; what was found is right again, except where `failed`. */
export interface Reconciled {
  readonly organizations: number
  /** Subscriptions, invoices and credits that no event had told us of. */
  readonly drift: number
  /** Organizations whose seats did not follow their members. */
  readonly seatDrift: number
  /** Organizations whose credit differs from Stripe's by our ledger. */
  readonly creditDrift: number
  readonly failed: number
}

const none: Omit<Reconciled, "organizations"> = { drift: 0, seatDrift: 0, creditDrift: 0, failed: 0 }

/** Looks at every customer again, whatever the events have told: what they lost is found, put right, and counted. */
export class Reconciliation extends Context.Service<
  Reconciliation,
  {
    readonly run: Effect.Effect<Reconciled>
    /** Reminds, restricts and ends what is overdue, as days go by. */
    readonly dun: Effect.Effect<Reconciled>
    /** Makes the seats follow where they had to wait. */
    readonly seats: Effect.Effect<number>
  }
>()("@tango/billing/Reconciliation") {
  static readonly layer = Layer.effect(
    Reconciliation,
    Effect.gen(function* () {
      const store = yield* Store
      const subscriptions = yield* Subscriptions
      const seats = yield* Seats
      const credits = yield* Credits

      const one = Effect.gen(function* () {
        const { drift } = yield* subscriptions.sync
        const seatStep = yield* seats.settle
        const difference = yield* credits.difference
        if (difference !== 0) yield* Effect.logError("An organization's credit is not what Stripe has", { difference })
        return { drift, seatDrift: seatStep === "Keep" ? 0 : 1, creditDrift: difference === 0 ? 0 : 1, failed: 0 }
      })

      const each = <E>(work: Effect.Effect<typeof none, E, CurrentTenant>) =>
        Effect.gen(function* () {
          const organizations = yield* store.organizations
          const found = yield* Effect.forEach(
            organizations,
            (organization) =>
              work.pipe(
                Effect.provideService(CurrentTenant, organization),
                Effect.catchCause((cause) =>
                  Effect.as(Effect.logError("An organization could not be reconciled", cause), { ...none, failed: 1 }),
                ),
                Effect.annotateLogs({ organization_id: organization }),
              ),
            // Stripe takes a hundred requests a second, and customers come first.
            { concurrency: 4 },
          )
          const sum = (name: keyof typeof none) => found.reduce((total, entry) => total + entry[name], 0)
          return {
            organizations: organizations.length,
            drift: sum("drift"),
            seatDrift: sum("seatDrift"),
            creditDrift: sum("creditDrift"),
            failed: sum("failed"),
          } satisfies Reconciled
        })

      const run = each(one).pipe(
        Effect.tap(({ creditDrift, drift, failed, seatDrift }) =>
          Effect.all([
            emitMetric("BillingDrift", drift, "Count", { service: "billing" }),
            emitMetric("SeatDrift", seatDrift, "Count", { service: "billing" }),
            emitMetric("CreditDrift", creditDrift, "Count", { service: "billing" }),
            emitMetric("ReconcileFailures", failed, "Count", { service: "billing" }),
          ]),
        ),
        Effect.withSpan("Reconciliation.run"),
      )

      const dun = each(Effect.map(subscriptions.dun, ({ drift }) => ({ ...none, drift }))).pipe(
        Effect.withSpan("Reconciliation.dun"),
      )

      const waiting = Effect.gen(function* () {
        const organizations = yield* seats.pending
        yield* Effect.forEach(organizations, (organization) =>
          seats.settle.pipe(
            Effect.provideService(CurrentTenant, organization),
            Effect.catchCause((cause) => Effect.logError("Seats could not follow the members", cause)),
          ),
        )
        return organizations.length
      }).pipe(Effect.withSpan("Reconciliation.seats"))

      return Reconciliation.of({ run, dun, seats: waiting })
    }),
  )
}
