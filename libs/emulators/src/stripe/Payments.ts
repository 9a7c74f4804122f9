import type { Decline, TestCard } from "./Cards.ts"
import { newId } from "./Ids.ts"
import type { Charge, PaymentIntent, PaymentMethod } from "./Wire.ts"
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
  world.cardBehaviours.put(method.id, { onSave: card.onSave, onCharge: card.onCharge })
  return world.paymentMethods.put(method.id, { ...method, customer })
}

/** An attempt to take money, not yet stored. */
export interface Payment {
  readonly intent: PaymentIntent
  readonly charge: Charge
  readonly decline: Decline | null
}

export interface PaymentOrder {
  readonly customer: string
  readonly method: PaymentMethod
  readonly amount: number
  readonly currency: string
  readonly description: string
  readonly decline: Decline | null
  readonly email: string | null
}

export const attempt = (world: World, order: PaymentOrder): Payment => {
  const intentId = newId("pi")
  const charge = chargeOf(world, order, intentId)
  return { intent: intentOf(world, order, intentId, charge), charge, decline: order.decline }
}

export const savePayment = (world: World, payment: Payment): Payment => {
  world.paymentIntents.put(payment.intent.id, payment.intent)
  world.charges.put(payment.charge.id, payment.charge)
  return payment
}

const intentOf = (world: World, order: PaymentOrder, id: string, charge: Charge): PaymentIntent => ({
  id,
  object: "payment_intent",
  allowed_payment_method_types: null,
  amount: order.amount,
  amount_capturable: 0,
  amount_received: order.decline ? 0 : order.amount,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  canceled_at: null,
  cancellation_reason: null,
  capture_method: "automatic",
  client_secret: `${id}_secret_${newId("", 25).slice(1)}`,
  confirmation_method: "automatic",
  created: world.now(),
  currency: order.currency,
  customer: order.customer,
  customer_account: null,
  description: order.description,
  excluded_payment_method_types: null,
  last_payment_error: order.decline ? paymentError(order.decline, charge.id) : null,
  latest_charge: charge.id,
  livemode: false,
  managed_payments: null,
  metadata: {},
  next_action: null,
  on_behalf_of: null,
  payment_method: order.decline ? null : order.method.id,
  payment_method_configuration_details: null,
  payment_method_options: null,
  payment_method_types: ["card"],
  payment_record: null,
  processing: null,
  receipt_email: null,
  review: null,
  setup_future_usage: "off_session",
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: order.decline ? "requires_payment_method" : "succeeded",
  transfer_data: null,
  transfer_group: null,
})

const paymentError = (decline: Decline, charge: string): PaymentIntent["last_payment_error"] => ({
  charge,
  code: decline.code,
  ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
  message: decline.message,
  type: "card_error",
})

const chargeOf = (world: World, order: PaymentOrder, intent: string): Charge => ({
  id: newId("ch"),
  object: "charge",
  amount: order.amount,
  amount_captured: order.decline ? 0 : order.amount,
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  billing_details: order.method.billing_details,
  calculated_statement_descriptor: null,
  captured: order.decline === null,
  created: world.now(),
  currency: order.currency,
  customer: order.customer,
  description: order.description,
  disputed: false,
  failure_balance_transaction: null,
  failure_code: order.decline?.code ?? null,
  failure_message: order.decline?.message ?? null,
  fraud_details: {},
  livemode: false,
  metadata: {},
  on_behalf_of: null,
  outcome: outcomeOf(order.decline),
  paid: order.decline === null,
  payment_intent: intent,
  payment_method: order.method.id,
  payment_method_details: { card: cardOf(order.method), type: "card" },
  receipt_email: order.email,
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: order.decline ? "failed" : "succeeded",
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
