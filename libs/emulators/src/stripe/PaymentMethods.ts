import type { TestCard } from "./Cards.ts"
import { newId } from "./Ids.ts"
import type { PaymentMethod } from "./Wire.ts"
import type { World } from "./World.ts"

export interface CardDetails {
  readonly card: TestCard
  readonly expMonth: number
  readonly expYear: number
  readonly name: string | null
  readonly email: string | null
}

/** A card as a payment method, not yet stored. */
export const newCardMethod = (world: World, details: CardDetails): PaymentMethod => ({
  id: newId("pm"),
  object: "payment_method",
  allow_redisplay: "limited",
  billing_details: { address: null, email: details.email, name: details.name, phone: null, tax_id: null },
  card: {
    brand: details.card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    display_brand: details.card.brand,
    exp_month: details.expMonth,
    exp_year: details.expYear,
    fingerprint: newId("", 16).slice(1),
    funding: "credit",
    generated_from: null,
    last4: details.card.number.slice(-4),
    networks: { available: [details.card.brand], preferred: null },
    regulated_status: "unregulated",
    three_d_secure_usage: { supported: true },
    wallet: null,
  },
  created: world.now(),
  customer: null,
  customer_account: null,
  livemode: false,
  metadata: {},
  type: "card",
})

/** Stores the method as the customer's own; future charges go as the card says. */
export const attach = (world: World, method: PaymentMethod, card: TestCard, customer: string): PaymentMethod => {
  const { onSave, onCharge, authentication, dispute } = card
  world.cardBehaviours.put(method.id, { onSave, onCharge, authentication, dispute })
  return world.paymentMethods.put(method.id, { ...method, customer })
}
