import type { BillingDetails } from "@tango/contracts/api/BillingApi"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type Stripe from "stripe"
import { orUnavailable, StripeClient } from "./StripeClient.ts"

type Details = typeof BillingDetails.Type
type Method = string | Stripe.PaymentMethod | null | undefined

export const noDetails: Details = { name: null, email: null, address: null, taxIds: [], card: null }

const addressOf = (address: Stripe.Address | null | undefined): Details["address"] =>
  address
    ? {
        line1: address.line1,
        line2: address.line2,
        postalCode: address.postal_code,
        city: address.city,
        state: address.state,
        country: address.country,
      }
    : null

const cardOf = (methods: ReadonlyArray<Method>): Details["card"] => {
  for (const method of methods) {
    if (typeof method !== "object" || method === null || method.card === undefined) continue
    const { brand, exp_month, exp_year, last4 } = method.card
    return { brand, last4, expiryMonth: exp_month, expiryYear: exp_year }
  }
  return null
}

/** The subscription's own card is charged before the customer's. */
const viewOf = (customer: Stripe.Customer): Details => ({
  name: customer.name ?? null,
  email: customer.email,
  address: addressOf(customer.address),
  taxIds: (customer.tax_ids?.data ?? []).map(({ type, value }) => ({ type, value })),
  card: cardOf([
    ...(customer.subscriptions?.data ?? []).map(({ default_payment_method }) => default_payment_method),
    customer.invoice_settings.default_payment_method,
  ]),
})

/** What Stripe knows of who is billed. */
export class StripeDetails extends Context.Service<
  StripeDetails,
  { of(customerId: string): Effect.Effect<Details, ProviderUnavailable> }
>()("@tango/billing/StripeDetails") {
  static readonly layer = Layer.effect(
    StripeDetails,
    Effect.gen(function* () {
      const { call } = yield* StripeClient
      const expand = ["tax_ids", "invoice_settings.default_payment_method", "subscriptions.data.default_payment_method"]
      return StripeDetails.of({
        of: (customerId) =>
          orUnavailable(
            Effect.map(
              call("customers.retrieve", (stripe) => stripe.customers.retrieve(customerId, { expand })),
              (customer) => (customer.deleted ? noDetails : viewOf(customer)),
            ),
          ),
      })
    }),
  ).pipe(Layer.provide(StripeClient.layer))
}
