import type { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Customers } from "./Customers.ts"
import { isAboutSubscriptions } from "./domain/StripeEvents.ts"
import { Subscriptions } from "./Subscriptions.ts"

/** Stripe's webhooks: hints at what to ask Stripe about, never believed themselves. */
export class StripeEvents extends Context.Service<
  StripeEvents,
  {
    /** Takes over what Stripe now says of the customer; what says nothing about a subscription of ours is only logged. */
    handle(event: (typeof StripeEventReceived)["data"]["Type"]): Effect.Effect<void, ProviderUnavailable>
  }
>()("@tango/billing/StripeEvents") {
  static readonly layer = Layer.effect(
    StripeEvents,
    Effect.gen(function* () {
      const customers = yield* Customers
      const subscriptions = yield* Subscriptions

      const syncOf = Effect.fnUntraced(function* (customerId: string, stripeEventId: string) {
        const organization = yield* customers.organizationOf(customerId)
        if (organization === null)
          return yield* Effect.logInfo("An event of Stripe's is about a customer that is none of ours", { customerId })
        yield* Effect.andThen(customers.ensure, subscriptions.syncOnce(stripeEventId)).pipe(
          Effect.provideService(CurrentTenant, organization),
          Effect.annotateLogs({ organization_id: organization }),
        )
      })

      return StripeEvents.of({
        handle: Effect.fn("StripeEvents.handle")(({ parentId, providerEventId, providerType }) =>
          (parentId === null || !isAboutSubscriptions(providerType)
            ? Effect.logInfo("An event of Stripe's says nothing about subscriptions", { providerType })
            : syncOf(parentId, providerEventId)
          ).pipe(Effect.annotateLogs({ stripe_event_id: providerEventId, stripe_event_type: providerType })),
        ),
      })
    }),
  )
}
