import { CurrencyMismatch } from "@tango/contracts/api/BillingApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import { maximumSeats, type PriceKey, prices } from "@tango/contracts/Plans"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type Stripe from "stripe"
import { priceIdOf } from "./StripePrices.ts"
import { orNullIfMissing, orUnavailable, StripeClient, StripeRefused } from "./StripeClient.ts"
import { toId } from "./Translation.ts"

export interface NewCheckout {
  readonly checkoutId: string
  readonly organizationId: OrganizationId
  readonly customerId: string
  readonly price: PriceKey
  readonly seats: number
  readonly trialDays: number | null
  readonly traceparent: string | null
  readonly successUrl: string
  readonly cancelUrl: string
}

/** A Checkout session as we need it. `subscriptionId` once it is paid. */
export interface CheckoutFacts {
  readonly customerId: string | null
  readonly subscriptionId: string | null
}

interface OpenSession {
  readonly id: string
  readonly url: string
}

/** Stripe's hosted Checkout. */
export class StripeCheckouts extends Context.Service<
  StripeCheckouts,
  {
    /** Opens a session; the same one again for the same `checkoutId`. */
    open(checkout: NewCheckout): Effect.Effect<OpenSession, CurrencyMismatch | ProviderUnavailable>
    /** Closes the customer's open sessions, except that of one checkout. */
    expireOthers(customerId: string, except: string): Effect.Effect<void, ProviderUnavailable>
    /** Null for an unknown session. */
    find(sessionId: string): Effect.Effect<CheckoutFacts | null, ProviderUnavailable>
  }
>()("@tango/billing/StripeCheckouts") {
  static readonly layer = Layer.effect(
    StripeCheckouts,
    Effect.gen(function* () {
      const client = yield* StripeClient
      const { call } = client

      const open = Effect.fnUntraced(function* (checkout: NewCheckout) {
        const price = yield* priceIdOf(client, checkout.price)
        const { id, url } = yield* call("checkout.sessions.create", (stripe) =>
          stripe.checkout.sessions.create(toParams(checkout, price), {
            idempotencyKey: `checkout:${checkout.checkoutId}`,
          }),
        )
        if (url === null)
          return yield* new StripeRefused({ operation: "checkout.sessions.create", code: "no_url", parameter: "" })
        return { id, url } satisfies OpenSession
      })

      /** What the customer has in a currency that is not the price's, and why Stripe takes no other; null when that is not it. */
      const otherCurrency = ({ customerId, price }: NewCheckout) =>
        call("customers.retrieve", (stripe) => stripe.customers.retrieve(customerId)).pipe(
          Effect.map((customer) => (customer.deleted ? null : (customer.currency ?? null))),
          Effect.map((currency) => (currency === prices[price].currency ? null : currency)),
        )

      // Stripe has no code for it, so it is asked what else could be wrong.
      const openOrRefuse = Effect.fnUntraced(function* (checkout: NewCheckout) {
        const result = yield* open(checkout).pipe(
          Effect.catchTag("StripeRefused", (refused) =>
            Effect.flatMap(otherCurrency(checkout), (currency) =>
              currency === null ? Effect.fail(refused) : Effect.succeed({ currency }),
            ),
          ),
          orUnavailable,
        )
        return "currency" in result ? yield* new CurrencyMismatch(result) : result
      })

      const expireOthers = Effect.fnUntraced(function* (customerId: string, except: string) {
        const sessions = yield* call("checkout.sessions.list", (stripe) =>
          stripe.checkout.sessions.list({ customer: customerId, status: "open", limit: 100 }),
        )
        const others = sessions.data.filter((session) => session.metadata?.["checkout_id"] !== except)
        yield* Effect.forEach(others, ({ id }) =>
          call("checkout.sessions.expire", (stripe) => stripe.checkout.sessions.expire(id)).pipe(
            // It was paid or ran out in between, which the subscriptions will tell.
            Effect.catchTag("StripeRefused", (refused) =>
              Effect.logInfo("A Checkout session was closed already", { sessionId: id, code: refused.code }),
            ),
          ),
        )
      })

      const find = (sessionId: string) =>
        call("checkout.sessions.retrieve", (stripe) => stripe.checkout.sessions.retrieve(sessionId)).pipe(
          orNullIfMissing,
          Effect.map((session) =>
            session === null
              ? null
              : { customerId: toId(session.customer), subscriptionId: toId(session.subscription) },
          ),
        )

      return StripeCheckouts.of({
        open: openOrRefuse,
        expireOthers: (customerId, except) => orUnavailable(expireOthers(customerId, except)),
        find: (sessionId) => orUnavailable(find(sessionId)),
      })
    }),
  ).pipe(Layer.provide(StripeClient.layer))
}

/** What a session carries for us: Stripe copies none of it to the subscription by itself. */
const toParams = (checkout: NewCheckout, price: string): Stripe.Checkout.SessionCreateParams => {
  const metadata = {
    organization_id: checkout.organizationId,
    checkout_id: checkout.checkoutId,
    ...(checkout.traceparent === null ? {} : { traceparent: checkout.traceparent }),
  }
  return {
    mode: "subscription",
    customer: checkout.customerId,
    client_reference_id: checkout.organizationId,
    line_items: [
      {
        price,
        quantity: checkout.seats,
        // Fewer than the members would have to be raised again at once.
        adjustable_quantity: { enabled: true, minimum: checkout.seats, maximum: maximumSeats },
      },
    ],
    metadata,
    subscription_data: {
      metadata: { ...metadata, seat_floor: String(checkout.seats) },
      ...(checkout.trialDays === null ? {} : { trial_period_days: checkout.trialDays }),
    },
    allow_promotion_codes: true,
    tax_id_collection: { enabled: true },
    // What the payer enters as the address of the bill becomes the customer's.
    customer_update: { address: "auto", name: "auto" },
    success_url: checkout.successUrl,
    cancel_url: checkout.cancelUrl,
  }
}
