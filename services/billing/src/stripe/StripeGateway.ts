import type { OrganizationId } from "@tango/contracts/Ids"
import { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { StripeSubscription } from "../domain/Subscription.ts"
import { StripeClient, type StripeError, StripeRefused } from "./StripeClient.ts"
import { type NewCheckout, toCheckoutParams, toId, toOrganizationId, toSubscription } from "./Translation.ts"

const orNullIfMissing = <A, R>(effect: Effect.Effect<A, StripeError, R>): Effect.Effect<A | null, StripeError, R> =>
  Effect.catchTag(effect, "StripeRefused", (refused) =>
    refused.code === "resource_missing" ? Effect.succeed(null) : Effect.fail(refused),
  )

/** Without an answer it is unavailable to our callers as well; a refusal that nobody expected is a fault of ours. */
const orUnavailable = <A, R>(effect: Effect.Effect<A, StripeError, R>): Effect.Effect<A, ProviderUnavailable, R> =>
  Effect.catchTags(effect, {
    StripeUnavailable: ({ operation, reason }) =>
      Effect.andThen(
        Effect.logWarning("Stripe does not answer", { operation, reason }),
        Effect.fail(new ProviderUnavailable({})),
      ),
    StripeRefused: (refused) => Effect.die(refused),
  })

/** What billing asks of Stripe. */
export class StripeGateway extends Context.Service<
  StripeGateway,
  {
    /** The organization's customer: the one there is, or a new one; the same again for a repeat, whoever asks at the same time. */
    customer(organization: OrganizationId): Effect.Effect<string, ProviderUnavailable>
    rename(customerId: string, name: string): Effect.Effect<void, ProviderUnavailable>
    /** Whose customer it is; null when it is deleted, unknown, or none of ours. */
    organizationOf(customerId: string): Effect.Effect<OrganizationId | null, ProviderUnavailable>
    /** All subscriptions of a customer, ended ones too; those to prices outside the plan catalogue are left out. */
    subscriptions(customerId: string): Effect.Effect<ReadonlyArray<StripeSubscription>, ProviderUnavailable>
    /** Opens a Checkout session; the same one again for the same `checkoutId`. */
    openCheckout(
      checkout: NewCheckout,
    ): Effect.Effect<{ readonly id: string; readonly url: string }, ProviderUnavailable>
    /** Closes the customer's open Checkout sessions, except that of one checkout. */
    expireCheckouts(customerId: string, except: string): Effect.Effect<void, ProviderUnavailable>
    /** The customer of a Checkout session; null for an unknown session. */
    customerOfCheckout(sessionId: string): Effect.Effect<string | null, ProviderUnavailable>
  }
>()("@tango/billing/StripeGateway") {
  static readonly layer = Layer.effect(
    StripeGateway,
    Effect.gen(function* () {
      const { call } = yield* StripeClient

      const customer = Effect.fnUntraced(function* (organization: OrganizationId) {
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

      const organizationOf = Effect.fnUntraced(function* (customerId: string) {
        const found = yield* call("customers.retrieve", (stripe) => stripe.customers.retrieve(customerId)).pipe(
          orNullIfMissing,
        )
        if (found === null || found.deleted) return null
        return toOrganizationId(found.metadata["organization_id"])
      })

      const subscriptions = Effect.fnUntraced(function* (customerId: string) {
        const list = yield* call("subscriptions.list", (stripe) =>
          stripe.subscriptions
            .list({ customer: customerId, status: "all", limit: 100, expand: ["data.items.data.price"] })
            .autoPagingToArray({ limit: 1000 }),
        )
        const known = list.flatMap(toSubscription)
        if (known.length < list.length)
          yield* Effect.logWarning("A subscription to something outside the plan catalogue is left alone", {
            customerId,
          })
        return known
      })

      const openCheckout = Effect.fnUntraced(function* (checkout: NewCheckout) {
        const listed = yield* call("prices.list", (stripe) =>
          stripe.prices.list({ lookup_keys: [checkout.price], active: true, limit: 1 }),
        )
        const [price] = listed.data
        if (price === undefined)
          return yield* new StripeRefused({
            operation: "prices.list",
            code: "catalogue_not_pushed",
            parameter: checkout.price,
          })
        const { id, url } = yield* call("checkout.sessions.create", (stripe) =>
          stripe.checkout.sessions.create(toCheckoutParams(checkout, price.id), {
            idempotencyKey: `checkout:${checkout.checkoutId}`,
          }),
        )
        if (url === null)
          return yield* new StripeRefused({ operation: "checkout.sessions.create", code: "no_url", parameter: "" })
        return { id, url }
      })

      const expireCheckouts = Effect.fnUntraced(function* (customerId: string, except: string) {
        const open = yield* call("checkout.sessions.list", (stripe) =>
          stripe.checkout.sessions.list({ customer: customerId, status: "open", limit: 100 }),
        )
        const others = open.data.filter((session) => session.metadata?.["checkout_id"] !== except)
        yield* Effect.forEach(others, ({ id }) =>
          call("checkout.sessions.expire", (stripe) => stripe.checkout.sessions.expire(id)).pipe(
            // It was paid or ran out in between, which the subscriptions will tell.
            Effect.catchTag("StripeRefused", (refused) =>
              Effect.logInfo("A Checkout session was closed already", { sessionId: id, code: refused.code }),
            ),
          ),
        )
      })

      return StripeGateway.of({
        customer: (organization) => orUnavailable(customer(organization)),
        rename: (customerId, name) =>
          orUnavailable(
            Effect.asVoid(call("customers.update", (stripe) => stripe.customers.update(customerId, { name }))),
          ),
        organizationOf: (customerId) => orUnavailable(organizationOf(customerId)),
        subscriptions: (customerId) => orUnavailable(subscriptions(customerId)),
        openCheckout: (checkout) => orUnavailable(openCheckout(checkout)),
        expireCheckouts: (customerId, except) => orUnavailable(expireCheckouts(customerId, except)),
        customerOfCheckout: (sessionId) =>
          call("checkout.sessions.retrieve", (stripe) => stripe.checkout.sessions.retrieve(sessionId)).pipe(
            orNullIfMissing,
            Effect.map((session) => toId(session?.customer)),
            orUnavailable,
          ),
      })
    }),
  ).pipe(Layer.provide(StripeClient.layer))
}
