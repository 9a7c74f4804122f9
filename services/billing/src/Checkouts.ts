import { AlreadySubscribed, type Checkout, type CurrencyMismatch, TrialUsed } from "@tango/contracts/api/BillingApi"
import { CheckoutSessionId } from "@tango/contracts/Ids"
import { type PlanName, plans, type PriceKey, prices } from "@tango/contracts/Plans"
import { CurrentTenant } from "@tango/contracts/Principal"
import { type IdempotencyKeyReused, NotFound, type ProviderUnavailable } from "@tango/contracts/Problem"
import { currentTraceparent } from "@tango/observability/Traceparent"
import { idempotent } from "@tango/service/Idempotency"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Customers } from "./Customers.ts"
import { occupiedBy } from "./domain/Subscription.ts"
import type { SubscriptionView } from "./domain/View.ts"
import { Store } from "./Store.ts"
import { StripeCheckouts } from "./stripe/StripeCheckouts.ts"
import { Subscriptions } from "./Subscriptions.ts"

export interface NewSubscription {
  readonly price: PriceKey
  readonly seats: number
  readonly trial?: boolean
  readonly idempotencyKey: string | undefined
}

type Opened =
  | { readonly _tag: "Open"; readonly checkout: typeof Checkout.Type }
  | { readonly _tag: "Occupied"; readonly plan: PlanName }
  | { readonly _tag: "TrialUsed" }

export interface Returned extends SubscriptionView {
  readonly duplicate: boolean
}

interface Attempt {
  readonly traceparent: string | null
  readonly session_id: string | null
  readonly session_url: string | null
}

const CheckoutId = Schema.String.check(Schema.isUUID())

/** The way to a subscription: Stripe's hosted Checkout, one open session per organization. */
export class Checkouts extends Context.Service<
  Checkouts,
  {
    /** Opens a session and closes those before it. */
    open(
      request: NewSubscription,
    ): Effect.Effect<
      typeof Checkout.Type,
      AlreadySubscribed | CurrencyMismatch | TrialUsed | IdempotencyKeyReused | ProviderUnavailable,
      CurrentTenant
    >
    /** What the organization pays for, asked of Stripe because somebody is back from a session of its. */
    sync(sessionId: CheckoutSessionId): Effect.Effect<Returned, NotFound | ProviderUnavailable, CurrentTenant>
  }
>()("@tango/billing/Checkouts") {
  static readonly layer = Layer.effect(
    Checkouts,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const store = yield* Store
      const stripe = yield* StripeCheckouts
      const customers = yield* Customers
      const subscriptions = yield* Subscriptions
      const publicUrl = (yield* Config.String("PUBLIC_URL")).replace(/\/+$/, "")

      /**
       * Writes the attempt down, with all that Stripe will be told. It commits before Stripe is asked, so a repeat after a
       * crash asks for the same thing under the same id, and Stripe gives the same session.
       */
      const attempt = ({ idempotencyKey, price, seats, trial = false }: NewSubscription) =>
        idempotent(
          CheckoutId,
          { key: idempotencyKey, operation: "checkouts.open", request: [price, seats, trial] },
          Effect.gen(function* () {
            const sql = yield* Transaction
            const traceparent = (yield* currentTraceparent) ?? null
            const [row] = yield* sql<{ checkout_id: string }>`insert into checkouts ${sql.insert({
              organization_id: yield* CurrentTenant,
              price,
              seats,
              trial,
              traceparent,
            })} returning checkout_id`
            return row === undefined ? yield* Effect.die("insert returned no row") : row.checkout_id
          }),
        )

      const openSession = (checkoutId: string, customerId: string, request: NewSubscription) =>
        store.open((copy) =>
          Effect.gen(function* () {
            const sql = yield* Transaction
            const organizationId = yield* CurrentTenant
            const [row] = yield* sql<Attempt>`select traceparent, session_id, session_url from checkouts
              where organization_id = ${organizationId} and checkout_id = ${checkoutId}`
            if (row === undefined) return yield* Effect.die("the checkout that was written is not there")
            if (row.session_id !== null && row.session_url !== null) return opened(row.session_id, row.session_url)
            // Only once nothing else can be paid any more is it certain that there is no subscription.
            yield* stripe.expireOthers(customerId, checkoutId)
            const { books, standing } = yield* subscriptions.refresh(copy)
            const plan = occupiedBy(standing)
            if (plan !== null) return occupied(plan)
            if (request.trial === true && books.subscriptions.some(({ status }) => status !== "incomplete_expired"))
              return { _tag: "TrialUsed" } as const
            const session = yield* stripe.open({
              checkoutId,
              organizationId,
              customerId,
              price: request.price,
              seats: request.seats,
              trialDays: request.trial === true ? plans[prices[request.price].plan].trialDays : null,
              traceparent: row.traceparent,
              successUrl: `${publicUrl}/billing/return?session_id={CHECKOUT_SESSION_ID}`,
              cancelUrl: `${publicUrl}/billing?canceled=1`,
            })
            yield* sql`update checkouts set session_id = ${session.id}, session_url = ${session.url}
              where organization_id = ${organizationId} and checkout_id = ${checkoutId}`
            return opened(session.id, session.url)
          }),
        )

      const open = Effect.fn("Checkouts.open")(function* (request: NewSubscription) {
        const customerId = yield* customers.ensure
        const checkoutId = yield* tenantSql.transaction(attempt(request))
        // That a subscription was found is worth keeping: the transaction commits, and only then is the request refused.
        const result = yield* openSession(checkoutId, customerId, request)
        if (result._tag === "Open") return result.checkout
        return yield* result._tag === "TrialUsed" ? new TrialUsed({}) : new AlreadySubscribed({ plan: result.plan })
      })

      const sync = Effect.fn("Checkouts.sync")(function* (sessionId: CheckoutSessionId) {
        const mine = yield* customers.find
        const session = yield* stripe.find(sessionId)
        if (mine === null || session?.customerId !== mine) return yield* new NotFound({})
        const { standing } = yield* subscriptions.sync
        const counts = standing._tag === "None" ? null : standing.subscription.subscriptionId
        const duplicate = session.subscriptionId !== null && counts !== null && session.subscriptionId !== counts
        return { ...(yield* subscriptions.get), duplicate }
      })

      return Checkouts.of({ open, sync })
    }),
  )
}

const opened = (id: string, url: string): Opened => ({
  _tag: "Open",
  checkout: { checkoutSessionId: CheckoutSessionId.make(id), url },
})

const occupied = (plan: PlanName): Opened => ({ _tag: "Occupied", plan })
