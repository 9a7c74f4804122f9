import type { Decline } from "./Cards.ts"
import { newId } from "./Ids.ts"
import { book } from "./AccountTransactions.ts"
import { emit } from "./Events.ts"
import type { Charge, PaymentIntent, PaymentMethod } from "./Wire.ts"
import type { World } from "./World.ts"

/** Makes the charge of a payment intent, taken or refused, and announces it. */
export const chargeOf = (
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: Decline | null,
): Charge => {
  const charge = newCharge(world, { intent, method, decline })
  const booked = decline
    ? charge
    : { ...charge, balance_transaction: book(world, { type: "charge", amount: charge.amount, source: charge }).id }
  world.charges.put(charge.id, booked)
  emit(world, decline ? "charge.failed" : "charge.succeeded", booked)
  return booked
}

interface Attempt {
  readonly intent: PaymentIntent
  readonly method: PaymentMethod
  readonly decline: Decline | null
}

const newCharge = (world: World, { intent, method, decline }: Attempt): Charge => ({
  id: newId("ch"),
  object: "charge",
  amount: intent.amount,
  amount_captured: decline ? 0 : intent.amount,
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  billing_details: method.billing_details,
  calculated_statement_descriptor: null,
  captured: decline === null,
  created: world.now(),
  currency: intent.currency,
  customer: intent.customer,
  description: intent.description,
  disputed: false,
  failure_balance_transaction: null,
  failure_code: decline?.code ?? null,
  failure_message: decline?.message ?? null,
  fraud_details: {},
  livemode: false,
  metadata: {},
  on_behalf_of: null,
  outcome: outcomeOf(decline),
  paid: decline === null,
  payment_intent: intent.id,
  payment_method: method.id,
  payment_method_details: { card: cardOf(method), type: "card" },
  receipt_email: method.billing_details.email,
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: decline ? "failed" : "succeeded",
  transfer_data: null,
  transfer_group: null,
})

const outcomeOf = (decline: Decline | null): Charge["outcome"] => ({
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: decline ? "declined_by_network" : "approved_by_network",
  reason: decline ? (decline.declineCode ?? decline.code) : null,
  risk_level: "normal",
  risk_score: 20,
  seller_message: decline ? "The bank did not return any further details with this decline." : "Payment complete.",
  type: decline ? "issuer_declined" : "authorized",
})

const cardOf = ({ card }: PaymentMethod): NonNullable<NonNullable<Charge["payment_method_details"]>["card"]> => ({
  amount_authorized: null,
  authorization_code: null,
  brand: card?.brand ?? null,
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
  country: card?.country ?? null,
  electronic_commerce_indicator: null,
  exp_month: card?.exp_month ?? 1,
  exp_year: card?.exp_year ?? 2000,
  fingerprint: card?.fingerprint ?? null,
  funding: card?.funding ?? null,
  installments: null,
  last4: card?.last4 ?? null,
  mandate: null,
  network: card?.brand ?? null,
  network_transaction_id: null,
  regulated_status: "unregulated",
  three_d_secure: null,
  transaction_link_id: null,
  wallet: null,
})
