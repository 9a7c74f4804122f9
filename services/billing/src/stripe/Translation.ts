import { SubscriptionStatus } from "@tango/contracts/events/BillingEvents"
import { OrganizationId } from "@tango/contracts/Ids"
import { PriceKey } from "@tango/contracts/Plans"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type Stripe from "stripe"
import type { StripeSubscription } from "../domain/Subscription.ts"

export interface NewCheckout {
  readonly checkoutId: string
  readonly organizationId: OrganizationId
  readonly customerId: string
  readonly price: PriceKey
  readonly seats: number
  readonly traceparent: string | null
  readonly successUrl: string
  readonly cancelUrl: string
}

const decodeOrganizationId = Schema.decodeUnknownOption(OrganizationId)
const decodePriceKey = Schema.decodeUnknownOption(PriceKey)
const decodeStatus = Schema.decodeUnknownOption(SubscriptionStatus)

export const toOrganizationId = (text: string | undefined): OrganizationId | null =>
  Option.getOrNull(decodeOrganizationId(text))

/** The id of what Stripe gives as an id or, expanded, as the object. */
export const toId = (reference: string | { readonly id: string } | null | undefined): string | null =>
  typeof reference === "string" ? reference : (reference?.id ?? null)

/** Which of our prices it is. A price that was replaced has lost its lookup key to its successor and keeps its metadata. */
const keyOf = (price: Stripe.Price): PriceKey | null =>
  Option.getOrNull(Option.orElse(decodePriceKey(price.lookup_key), () => decodePriceKey(price.metadata["price_key"])))

const date = (seconds: number): Date => new Date(seconds * 1000)

/** None for a subscription to something else than our plans. */
export const toSubscription = (subscription: Stripe.Subscription): ReadonlyArray<StripeSubscription> => {
  const status = Option.getOrNull(decodeStatus(subscription.status))
  if (status === null) return []
  return subscription.items.data
    .flatMap((item) => {
      const price = keyOf(item.price)
      if (price === null) return []
      const currentPeriodEnd = date(item.current_period_end)
      return {
        subscriptionId: subscription.id,
        status,
        price,
        seats: item.quantity ?? 1,
        currentPeriodEnd,
        // Scheduled by date (flexible billing, the Portal) or by flag (classic billing, the Dashboard).
        cancelAt:
          subscription.cancel_at !== null
            ? date(subscription.cancel_at)
            : subscription.cancel_at_period_end
              ? currentPeriodEnd
              : null,
        createdAt: date(subscription.created),
        traceparent: subscription.metadata["traceparent"],
      }
    })
    .slice(0, 1)
}

/** What a Checkout session carries for us: Stripe copies none of it to the subscription by itself. */
export const toCheckoutParams = (checkout: NewCheckout, priceId: string): Stripe.Checkout.SessionCreateParams => {
  const metadata = {
    organization_id: checkout.organizationId,
    checkout_id: checkout.checkoutId,
    ...(checkout.traceparent === null ? {} : { traceparent: checkout.traceparent }),
  }
  return {
    mode: "subscription",
    customer: checkout.customerId,
    client_reference_id: checkout.organizationId,
    line_items: [{ price: priceId, quantity: checkout.seats }],
    metadata,
    subscription_data: { metadata },
    allow_promotion_codes: true,
    success_url: checkout.successUrl,
    cancel_url: checkout.cancelUrl,
  }
}
