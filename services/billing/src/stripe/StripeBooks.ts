import type { OrganizationId } from "@tango/contracts/Ids"
import type { PriceKey } from "@tango/contracts/Plans"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Books, Scheduled, StripeInvoice } from "../domain/Books.ts"
import { orNullIfMissing, orUnavailable, StripeClient, type StripeError } from "./StripeClient.ts"
import {
  type ChargeFacts,
  keyOf,
  testTimeOf,
  toCredit,
  toId,
  toInvoice,
  toOrganizationId,
  toSubscription,
} from "./Translation.ts"

const most = { limit: 1000 }

/** What Stripe knows, as we ask it: the port behind which all reading is. */
export class StripeBooks extends Context.Service<
  StripeBooks,
  {
    /** Everything about a customer, as it is now. Subscriptions outside the plan catalogue are left out. */
    read(customerId: string): Effect.Effect<Books, ProviderUnavailable>
    /** Whose customer it is; null when it is deleted, unknown, or none of ours. */
    organizationOf(customerId: string): Effect.Effect<OrganizationId | null, ProviderUnavailable>
    /** The customer of a dispute or a refund, which name only the charge. */
    customerBehind(objectId: string, type: string): Effect.Effect<string | null, ProviderUnavailable>
  }
>()("@tango/billing/StripeBooks") {
  static readonly layer = Layer.effect(
    StripeBooks,
    Effect.gen(function* () {
      const { call } = yield* StripeClient

      // A price's plan never changes, so it is asked for once.
      const keys = new Map<string, PriceKey | null>()
      const keyOfId = Effect.fnUntraced(function* (id: string) {
        const known = keys.get(id)
        if (known !== undefined) return known
        const key = keyOf(yield* call("prices.retrieve", (stripe) => stripe.prices.retrieve(id)))
        keys.set(id, key)
        return key
      })

      /** The phase after the current one, of which only the seats' item says something to us. */
      const scheduledOf = Effect.fnUntraced(function* (scheduleId: string | null) {
        if (scheduleId === null) return null
        const schedule = yield* call("subscription_schedules.retrieve", (stripe) =>
          stripe.subscriptionSchedules.retrieve(scheduleId),
        )
        const from = schedule.current_phase?.start_date ?? 0
        const next = schedule.phases.find(({ start_date }) => start_date > from)
        for (const item of next?.items ?? []) {
          const price = yield* keyOfId(toId(item.price) ?? "")
          if (next !== undefined && price !== null)
            return { price, seats: item.quantity ?? 1, at: new Date(next.start_date * 1000) } satisfies Scheduled
        }
        return null
      })

      // The clock is written out with the subscription; none is on one outside of a sandbox.
      const subscriptions = Effect.fnUntraced(function* (customer: string) {
        const list = yield* call("subscriptions.list", (stripe) =>
          stripe.subscriptions
            .list({
              customer,
              status: "all",
              limit: 100,
              expand: ["data.items.data.price", "data.test_clock"],
            })
            .autoPagingToArray(most),
        )
        const known = yield* Effect.forEach(list, (one) =>
          Effect.map(scheduledOf(toId(one.schedule)), (scheduled) => toSubscription(one, scheduled)),
        )
        if (known.includes(null))
          yield* Effect.logWarning("A subscription to something outside the plan catalogue is left alone", { customer })
        return { found: known.filter((one) => one !== null), testTime: testTimeOf(list) }
      })

      const disputeOf = (paymentIntent: string) =>
        call("disputes.list", (stripe) => stripe.disputes.list({ payment_intent: paymentIntent, limit: 1 })).pipe(
          Effect.map(({ data }): StripeInvoice["dispute"] => {
            const status = data[0]?.status
            // An inquiry that the bank closes has taken nothing.
            if (status === "won" || status === "warning_closed") return "won"
            return status === "lost" ? "lost" : "open"
          }),
        )

      const charges = Effect.fnUntraced(function* (customer: string) {
        const list = yield* call("charges.list", (stripe) => stripe.charges.list({ customer, limit: 100 }))
        const facts = new Map<string, ChargeFacts>()
        for (const charge of list.data) {
          const id = toId(charge.payment_intent)
          if (id === null || !(charge.disputed || charge.amount_refunded > 0)) continue
          facts.set(id, {
            amountRefunded: charge.amount_refunded,
            dispute: charge.disputed ? yield* disputeOf(id) : null,
          })
        }
        return facts
      })

      // The newest hundred: what is older is settled, and our copy of it stays.
      const invoices = (customer: string) =>
        call("invoices.list", (stripe) => stripe.invoices.list({ customer, limit: 100, expand: ["data.payments"] }))

      const credits = (customer: string) =>
        call("customers.balance_transactions.list", (stripe) =>
          stripe.customers.listBalanceTransactions(customer, { limit: 100 }).autoPagingToArray(most),
        ).pipe(orNullIfMissing)

      const read = Effect.fnUntraced(function* (customer: string): Effect.fn.Return<Books, StripeError> {
        const [{ found, testTime }, list, facts, transactions] = yield* Effect.all(
          [subscriptions(customer), invoices(customer), charges(customer), credits(customer)],
          { concurrency: "unbounded" },
        )
        return {
          subscriptions: found,
          invoices: list.data.flatMap((invoice) => toInvoice(invoice, facts)),
          credits: (transactions ?? []).map(toCredit).toReversed(),
          ...(testTime === null ? {} : { testTime }),
        }
      })

      const organizationOf = Effect.fnUntraced(function* (customerId: string) {
        const found = yield* orNullIfMissing(
          call("customers.retrieve", (stripe) => stripe.customers.retrieve(customerId)),
        )
        if (found === null || found.deleted) return null
        return toOrganizationId(found.metadata["organization_id"])
      })

      const chargeOf = (id: string, type: string) =>
        call("charge of", async (stripe) => {
          const about = await (type.startsWith("charge.dispute.")
            ? stripe.disputes.retrieve(id)
            : stripe.refunds.retrieve(id))
          return toId(about.charge)
        })

      const customerBehind = Effect.fnUntraced(function* (objectId: string, type: string) {
        const chargeId = yield* orNullIfMissing(chargeOf(objectId, type))
        if (chargeId === null) return null
        const charge = yield* call("charges.retrieve", (stripe) => stripe.charges.retrieve(chargeId))
        return toId(charge.customer)
      })

      return StripeBooks.of({
        read: (customerId) => orUnavailable(read(customerId)),
        organizationOf: (customerId) => orUnavailable(organizationOf(customerId)),
        customerBehind: (objectId, type) => orUnavailable(customerBehind(objectId, type)),
      })
    }),
  ).pipe(Layer.provide(StripeClient.layer))
}
