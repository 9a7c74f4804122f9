import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { StripeSubscription } from "../domain/Books.ts"
import type { StripeClient } from "./StripeClient.ts"
import { paymentIntentsOf } from "./Translation.ts"

/** What was given back, in minor units. */
export interface GivenBack {
  readonly amount: number
  readonly currency: string
}

/**
 * Gives the money back before it ends the subscription: as long as it is live it is found again, so what went wrong between is
 * made up for.
 */
export const endDuplicate = Effect.fnUntraced(function* (
  { call }: Context.Service.Shape<typeof StripeClient>,
  { subscriptionId }: StripeSubscription,
) {
  const invoices = yield* call("invoices.list", (stripe) =>
    stripe.invoices.list({ subscription: subscriptionId, limit: 100, expand: ["data.payments"] }),
  )
  const paid = invoices.data.filter(({ amount_paid }) => amount_paid > 0)
  const refunds = yield* Effect.forEach(paid.flatMap(paymentIntentsOf), (payment_intent) =>
    call("refunds.create", (stripe) =>
      stripe.refunds.create({ payment_intent, reason: "duplicate" }, { idempotencyKey: `refund:${payment_intent}` }),
    ).pipe(
      Effect.catchTag("StripeRefused", (refused) =>
        refused.code === "charge_already_refunded" ? Effect.succeed(null) : Effect.fail(refused),
      ),
    ),
  )
  yield* call("subscriptions.cancel", (stripe) =>
    stripe.subscriptions.cancel(subscriptionId, { prorate: false, invoice_now: false }),
  )
  return {
    amount: refunds.reduce((sum, refund) => sum + (refund?.amount ?? 0), 0),
    currency: invoices.data[0]?.currency ?? "usd",
  } satisfies GivenBack
})
