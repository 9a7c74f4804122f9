import { authenticationRequired, type Decline } from "./Cards.ts"
import { chargeOf } from "./Charges.ts"
import { dispute } from "./Disputes.ts"
import { emit } from "./Events.ts"
import { invalid } from "./Errors.ts"
import { newId } from "./Ids.ts"
import type { PaymentIntent, PaymentMethod } from "./Wire.ts"
import type { World } from "./World.ts"

export interface IntentOrder {
  readonly customer: string | null
  readonly amount: number
  readonly currency: string
  readonly description: string | null
}

/** A stored and announced intent to take money, which no method has tried yet. */
export const openIntent = (world: World, order: IntentOrder, fields: Partial<PaymentIntent> = {}): PaymentIntent => {
  const id = newId("pi")
  const intent: PaymentIntent = {
    ...unusedFields,
    id,
    object: "payment_intent",
    amount: order.amount,
    client_secret: `${id}_secret_${newId("", 25).slice(1)}`,
    created: world.now(),
    currency: order.currency,
    customer: order.customer,
    description: order.description,
    ...fields,
  }
  world.paymentIntents.put(id, intent)
  emit(world, "payment_intent.created", intent)
  return intent
}

/** What came of a confirmation: money, a refusal, or a challenge to the customer. */
export interface Confirmation {
  readonly intent: PaymentIntent
  readonly decline: Decline | null
  readonly action: boolean
}

/** Charges a method. A card that asks for authentication waits for it, unless `authenticated` says how that ended. */
export const confirm = (
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  authenticated?: boolean,
): Confirmation => {
  if (intent.status === "succeeded" || intent.status === "canceled") {
    throw invalid(`This PaymentIntent's status is ${intent.status}, so it cannot be confirmed.`, {
      code: "payment_intent_unexpected_state",
    })
  }
  const behaviour = world.cardBehaviours.get(method.id)
  const challenge = behaviour?.authentication ?? null
  if (challenge !== null && authenticated === undefined) return challenged(world, intent, method)
  if (challenge === "setup" && authenticated)
    world.cardBehaviours.put(method.id, { onSave: null, onCharge: null, authentication: null, dispute: null })
  const decline = authenticated === false ? authenticationRequired : (behaviour?.onCharge ?? null)
  return decline ? refused(world, intent, method, decline) : taken(world, intent, method)
}

const taken = (world: World, before: PaymentIntent, method: PaymentMethod): Confirmation => {
  const charge = chargeOf(world, before, method, null)
  const intent: PaymentIntent = {
    ...before,
    amount_received: before.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: method.id,
    status: "succeeded",
  }
  world.paymentIntents.put(intent.id, intent)
  emit(world, "payment_intent.succeeded", intent)
  const kind = world.cardBehaviours.get(method.id)?.dispute
  if (kind) dispute(world, charge, kind)
  return { intent, decline: null, action: false }
}

const refused = (world: World, before: PaymentIntent, method: PaymentMethod, decline: Decline): Confirmation => {
  const charge = chargeOf(world, before, method, decline)
  const intent: PaymentIntent = {
    ...before,
    last_payment_error: paymentError(decline, charge.id),
    latest_charge: charge.id,
    next_action: null,
    payment_method: null,
    status: "requires_payment_method",
  }
  world.paymentIntents.put(intent.id, intent)
  emit(world, "payment_intent.payment_failed", intent)
  return { intent, decline, action: false }
}

const challenged = (world: World, before: PaymentIntent, method: PaymentMethod): Confirmation => {
  const intent: PaymentIntent = {
    ...before,
    next_action: {
      type: "redirect_to_url",
      redirect_to_url: { return_url: null, url: `${world.publicUrl}/authenticate/${before.id}` },
    },
    payment_method: method.id,
    status: "requires_action",
  }
  world.paymentIntents.put(intent.id, intent)
  emit(world, "payment_intent.requires_action", intent)
  return { intent, decline: authenticationRequired, action: true }
}

const paymentError = (decline: Decline, charge: string): PaymentIntent["last_payment_error"] => ({
  charge,
  code: decline.code,
  ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
  message: decline.message,
  type: "card_error",
})

const unusedFields = {
  allowed_payment_method_types: null,
  amount_capturable: 0,
  amount_received: 0,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  canceled_at: null,
  cancellation_reason: null,
  capture_method: "automatic",
  confirmation_method: "automatic",
  customer_account: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  managed_payments: null,
  metadata: {},
  next_action: null,
  on_behalf_of: null,
  payment_method: null,
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
  status: "requires_payment_method",
  transfer_data: null,
  transfer_group: null,
} satisfies Partial<PaymentIntent>
