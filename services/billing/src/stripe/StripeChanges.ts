import type { ProviderUnavailable } from "@tango/contracts/Problem"
import { prices } from "@tango/contracts/Plans"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type Stripe from "stripe"
import type { StripeSubscription } from "../domain/Books.ts"
import type { Terms } from "../domain/Change.ts"
import { orUnavailable, StripeClient, type StripeDeclined, type StripeError } from "./StripeClient.ts"
import { endDuplicate, type GivenBack } from "./Duplicates.ts"
import { priceIdOf } from "./StripePrices.ts"
import { scheduleParams } from "./Schedules.ts"

/** A change that is had at once. `prorationDate` is what makes the charge equal the preview. */
export interface ChangeNow {
  readonly subscription: StripeSubscription
  readonly terms: Terms
  readonly newPeriod: boolean
  readonly prorationDate: Date
}

/** What Stripe would bill; amounts in minor units. */
export interface StripePreview {
  readonly currency: string
  readonly lines: ReadonlyArray<{ readonly description: string; readonly amount: number }>
  readonly total: number
  readonly amountDue: number
  readonly creditApplied: number
  readonly creditAfter: number
}

export interface Charge {
  /** Stripe's idempotency key. */
  readonly key: string
  /** `invoice` bills at once and changes nothing when the card is refused; `later` puts it on the next invoice. */
  readonly bill: "invoice" | "later"
  /** What an admin asked for; null leaves it. */
  readonly seatFloor: number | null
}

/** What billing changes about a subscription. */
export class StripeChanges extends Context.Service<
  StripeChanges,
  {
    preview(customerId: string, change: ChangeNow): Effect.Effect<StripePreview, ProviderUnavailable>
    apply(change: ChangeNow, charge: Charge): Effect.Effect<void, StripeDeclined | ProviderUnavailable>
    /** Arranges what the next period begins with; replaces what was arranged before. */
    schedule(
      subscription: StripeSubscription,
      next: Terms,
      seatFloor: number | null,
    ): Effect.Effect<void, ProviderUnavailable>
    /** Takes back what was arranged. */
    release(subscription: StripeSubscription): Effect.Effect<void, ProviderUnavailable>
    /** Takes back a scheduled end. */
    reactivate(subscription: StripeSubscription): Effect.Effect<void, ProviderUnavailable>
    /** Ends it now; nothing is given back. */
    end(subscription: StripeSubscription): Effect.Effect<void, ProviderUnavailable>
    /** Gives back what a second subscription was paid with, then ends it. */
    endDuplicate(subscription: StripeSubscription): Effect.Effect<GivenBack, ProviderUnavailable>
  }
>()("@tango/billing/StripeChanges") {
  static readonly layer = Layer.effect(
    StripeChanges,
    Effect.gen(function* () {
      const client = yield* StripeClient
      const { call } = client

      const items = Effect.fnUntraced(function* ({ subscription, terms }: ChangeNow) {
        return [{ id: subscription.itemId, price: yield* priceIdOf(client, terms.price), quantity: terms.seats }]
      })

      const preview = Effect.fnUntraced(function* (customer: string, change: ChangeNow) {
        const wanted = yield* items(change)
        const invoice = yield* call("invoices.create_preview", (stripe) =>
          stripe.invoices.createPreview({
            customer,
            subscription: change.subscription.subscriptionId,
            subscription_details: { items: wanted, proration_behavior: "always_invoice", ...timing(change) },
          }),
        )
        return toPreview(invoice)
      })

      const release = ({ scheduleId }: StripeSubscription): Effect.Effect<void, StripeError> =>
        scheduleId === null
          ? Effect.void
          : Effect.asVoid(
              call("subscription_schedules.release", (stripe) => stripe.subscriptionSchedules.release(scheduleId)),
            )

      const apply = Effect.fnUntraced(function* (change: ChangeNow, { bill, key, seatFloor }: Charge) {
        // While something is arranged, Stripe refuses to change what there is.
        yield* release(change.subscription)
        const wanted = yield* items(change)
        yield* call("subscriptions.update", (stripe) =>
          stripe.subscriptions.update(
            change.subscription.subscriptionId,
            {
              items: wanted,
              proration_behavior: bill === "invoice" ? "always_invoice" : "create_prorations",
              payment_behavior: bill === "invoice" ? "error_if_incomplete" : "allow_incomplete",
              ...timing(change),
              ...(seatFloor === null ? {} : { metadata: { seat_floor: String(seatFloor) } }),
            },
            { idempotencyKey: key },
          ),
        )
      })

      const setFloor = (subscription: StripeSubscription, floor: number) =>
        call("subscriptions.update", (stripe) =>
          stripe.subscriptions.update(subscription.subscriptionId, { metadata: { seat_floor: String(floor) } }),
        )

      const schedule = Effect.fnUntraced(function* (
        subscription: StripeSubscription,
        next: Terms,
        seatFloor: number | null,
      ) {
        const price = yield* priceIdOf(client, next.price)
        if (seatFloor !== null) yield* setFloor(subscription, seatFloor)
        const { scheduleId, subscriptionId } = subscription
        const existing = yield* scheduleId === null
          ? call("subscription_schedules.create", (stripe) =>
              stripe.subscriptionSchedules.create({ from_subscription: subscriptionId }),
            )
          : call("subscription_schedules.retrieve", (stripe) => stripe.subscriptionSchedules.retrieve(scheduleId))
        const params = scheduleParams(existing, subscription, {
          ...next,
          priceId: price,
          interval: prices[next.price].interval,
        })
        yield* call("subscription_schedules.update", (stripe) =>
          stripe.subscriptionSchedules.update(existing.id, params),
        )
      })

      const reactivate = Effect.fnUntraced(function* ({ subscriptionId }: StripeSubscription) {
        const now = yield* call("subscriptions.retrieve", (stripe) => stripe.subscriptions.retrieve(subscriptionId))
        const params = now.cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: "" as const }
        yield* call("subscriptions.update", (stripe) => stripe.subscriptions.update(subscriptionId, params))
      })

      const end = (subscription: StripeSubscription) =>
        Effect.andThen(
          release(subscription),
          call("subscriptions.cancel", (stripe) =>
            stripe.subscriptions.cancel(subscription.subscriptionId, { prorate: false, invoice_now: false }),
          ),
        )

      return StripeChanges.of({
        preview: (customerId, change) => orUnavailable(preview(customerId, change)),
        apply: (change, charge) =>
          apply(change, charge).pipe(
            Effect.as(null),
            Effect.catchTag("StripeDeclined", (declined) => Effect.succeed(declined)),
            orUnavailable,
            Effect.flatMap((declined) => (declined === null ? Effect.void : Effect.fail(declined))),
          ),
        schedule: (subscription, next, seatFloor) => orUnavailable(schedule(subscription, next, seatFloor)),
        release: (subscription) => orUnavailable(release(subscription)),
        reactivate: (subscription) => orUnavailable(reactivate(subscription)),
        end: (subscription) => orUnavailable(Effect.asVoid(end(subscription))),
        endDuplicate: (subscription) => orUnavailable(endDuplicate(client, subscription)),
      })
    }),
  ).pipe(Layer.provide(StripeClient.layer))
}

// In flexible billing Stripe keeps the anchor of a period unless it is told otherwise, also from month to year.
const timing = ({ newPeriod, prorationDate, subscription }: ChangeNow) => ({
  proration_date: Math.floor(prorationDate.getTime() / 1000),
  ...(newPeriod && subscription.status !== "trialing" ? { billing_cycle_anchor: { type: "now" as const } } : {}),
})

const toPreview = (invoice: Stripe.Invoice): StripePreview => {
  const before = invoice.starting_balance
  const after = invoice.ending_balance ?? before
  return {
    currency: invoice.currency,
    lines: invoice.lines.data.map(({ amount, description }) => ({ amount, description: description ?? "" })),
    total: invoice.total,
    amountDue: invoice.amount_due,
    creditApplied: Math.max(0, after - before),
    creditAfter: Math.max(0, -after) || (invoice.total < 0 && after === before ? -invoice.total : 0),
  }
}
