import type { OrganizationId } from "@tango/contracts/Ids"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { orUnavailable, StripeClient } from "./StripeClient.ts"

/** Credit to be given: `amount` in minor units, positive. */
export interface NewCredit {
  readonly grantId: string
  readonly amount: number
  readonly currency: string
  readonly reason: string
  readonly grantedBy: string
}

/** What billing does with Stripe's customers. */
export class StripeCustomers extends Context.Service<
  StripeCustomers,
  {
    /** The organization's customer: the one there is, or a new one; the same again for a repeat, whoever asks at the same time. */
    ensure(organization: OrganizationId): Effect.Effect<string, ProviderUnavailable>
    rename(customerId: string, name: string): Effect.Effect<void, ProviderUnavailable>
    /** The currency that the customer is billed in; null before the first. */
    currencyOf(customerId: string): Effect.Effect<string | null, ProviderUnavailable>
    /** What Stripe would take off the next invoice, positive; `currency` null where nothing was ever billed. */
    balanceOf(customerId: string): Effect.Effect<number, ProviderUnavailable>
    /** Gives credit; once for the same `grantId`. */
    grant(customerId: string, credit: NewCredit): Effect.Effect<void, ProviderUnavailable>
  }
>()("@tango/billing/StripeCustomers") {
  static readonly layer = Layer.effect(
    StripeCustomers,
    Effect.gen(function* () {
      const { call } = yield* StripeClient

      const ensure = Effect.fnUntraced(function* (organization: OrganizationId) {
        // The idempotency key holds for a day and the search lags a minute: between them no second customer is made.
        const query = `metadata["organization_id"]:"${organization}"`
        const found = yield* call("customers.search", (stripe) => stripe.customers.search({ query, limit: 100 }))
        const oldest = found.data.toSorted((one, other) => one.created - other.created)[0]
        if (oldest !== undefined) return oldest.id
        // The name comes later: a repeat under the key must say the same as the first.
        const made = yield* call("customers.create", (stripe) =>
          stripe.customers.create(
            { metadata: { organization_id: organization } },
            { idempotencyKey: `customer:${organization}` },
          ),
        )
        return made.id
      })

      const retrieve = (customerId: string) =>
        call("customers.retrieve", (stripe) => stripe.customers.retrieve(customerId))

      const grant = (customerId: string, { amount, currency, grantId, grantedBy, reason }: NewCredit) =>
        call("customers.balance_transactions.create", (stripe) =>
          stripe.customers.createBalanceTransaction(
            customerId,
            {
              // Stripe's balance is what is owed.
              amount: -amount,
              currency,
              description: reason,
              metadata: { grant_id: grantId, granted_by: grantedBy },
            },
            { idempotencyKey: `credit:${grantId}` },
          ),
        )

      return StripeCustomers.of({
        ensure: (organization) => orUnavailable(ensure(organization)),
        rename: (customerId, name) =>
          orUnavailable(
            Effect.asVoid(call("customers.update", (stripe) => stripe.customers.update(customerId, { name }))),
          ),
        currencyOf: (customerId) =>
          orUnavailable(
            Effect.map(retrieve(customerId), (customer) => (customer.deleted ? null : (customer.currency ?? null))),
          ),
        balanceOf: (customerId) =>
          orUnavailable(
            Effect.map(retrieve(customerId), (customer) => (customer.deleted ? 0 : -customer.balance || 0)),
          ),
        grant: (customerId, credit) => orUnavailable(Effect.asVoid(grant(customerId, credit))),
      })
    }),
  ).pipe(Layer.provide(StripeClient.layer))
}
