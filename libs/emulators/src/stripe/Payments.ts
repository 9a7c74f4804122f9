import type { Decline } from "./Cards.ts"
import { chargeOf } from "./Charges.ts"
import { newId } from "./Ids.ts"
import type { Charge, PaymentIntent, PaymentMethod } from "./Wire.ts"
import type { World } from "./World.ts"

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
