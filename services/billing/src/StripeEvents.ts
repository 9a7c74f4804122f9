import type { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Customers } from "./Customers.ts"
import { isAboutMoney, trialWillEnd } from "./domain/StripeEvents.ts"
import { StripeBooks } from "./stripe/StripeBooks.ts"
import { Subscriptions } from "./Subscriptions.ts"

type Received = (typeof StripeEventReceived)["data"]["Type"]

/** Stripe's events, by webhook or by its own event bus: hints at what to ask Stripe about, never believed themselves. */
export class StripeEvents extends Context.Service<
  StripeEvents,
  {
    /** Takes over what Stripe now says of the customer; what is about nobody of ours is only logged. */
    handle(event: Received): Effect.Effect<void, ProviderUnavailable>
  }
>()("@tango/billing/StripeEvents") {
  static readonly layer = Layer.effect(
    StripeEvents,
    Effect.gen(function* () {
      const customers = yield* Customers
      const books = yield* StripeBooks
      const subscriptions = yield* Subscriptions

      const syncOf = Effect.fnUntraced(function* (customerId: string | null, event: Received) {
        const organization = customerId === null ? null : yield* customers.organizationOf(customerId)
        if (organization === null)
          return yield* Effect.logInfo("An event of Stripe's is about a customer that is none of ours", { customerId })
        const once = { id: event.providerEventId, trialEnds: event.providerType === trialWillEnd }
        yield* Effect.andThen(customers.ensure, subscriptions.syncOnce(once)).pipe(
          Effect.provideService(CurrentTenant, organization),
          Effect.annotateLogs({ organization_id: organization }),
        )
      })

      const handle = Effect.fn("StripeEvents.handle")(function* (event: Received) {
        const { objectId, parentId, providerType } = event
        if (!isAboutMoney(providerType))
          return yield* Effect.logInfo("An event of Stripe's says nothing about what is paid")
        const isOfCharge = providerType.startsWith("charge.dispute.") || providerType.startsWith("refund.")
        const customerId =
          parentId === null && isOfCharge ? yield* books.customerBehind(objectId, providerType) : parentId
        yield* syncOf(customerId, event)
      })

      return StripeEvents.of({
        handle: (event) =>
          handle(event).pipe(
            Effect.annotateLogs({ stripe_event_id: event.providerEventId, stripe_event_type: event.providerType }),
          ),
      })
    }),
  )
}
