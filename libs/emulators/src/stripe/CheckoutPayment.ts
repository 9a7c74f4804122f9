import type { Decline } from "./Cards.ts"
import type { ValidCard } from "./CardForm.ts"
import { redeem } from "./DiscountParams.ts"
import { emit, inOrder } from "./Events.ts"
import type { CheckoutPlan } from "./Hidden.ts"
import { attach, newCardMethod } from "./PaymentMethods.ts"
import { confirm, openIntent } from "./Payments.ts"
import { startSubscription, type Started } from "./Starting.ts"
import type { Customer, PaymentMethod, Session } from "./Wire.ts"
import type { World } from "./World.ts"

/** A finished session and the event that says so, why the card was refused, or the intent that the customer has to authenticate. */
export type CheckoutResult =
  | { readonly session: Session; readonly completedEvent: string }
  | { readonly decline: Decline }
  | { readonly challenge: PaymentMethod }

/** The card typed, saved with the customer unless it is refused already. */
export const saveCard = (world: World, customer: Customer, card: ValidCard): PaymentMethod | Decline => {
  const unsaved = newCardMethod(world, { ...card, email: customer.email })
  if (!card.card.onSave) return attach(world, unsaved, card.card, customer.id)
  return card.card.onSave
}

const gone: Decline = {
  code: "resource_missing",
  declineCode: undefined,
  message: "This customer no longer exists.",
}

const told = [
  "charge.succeeded",
  "payment_method.attached",
  "customer.updated",
  "checkout.session.completed",
  "customer.subscription.created",
  "payment_intent.created",
  "payment_intent.succeeded",
  "invoice.created",
  "invoice.finalized",
  "invoice.paid",
  "invoice.payment_succeeded",
  "invoice_payment.paid",
] as const

/**
 * Pays an open session with a card: everything comes to be at once, or a refusal leaves the session open.
 * A card that can be saved but not charged stays with the customer.
 */
export const payCheckout = (
  world: World,
  session: Session,
  checkout: CheckoutPlan,
  card: ValidCard,
): CheckoutResult => {
  const customer = world.customers.get(session.customer ?? "")
  if (!customer) return { decline: gone }
  if (card.card.onSave && !isFree(session))
    tryCharge(world, session, newCardMethod(world, { ...card, email: customer.email }), card.card.onSave)
  const method = saveCard(world, customer, card)
  if (!("object" in method)) return { decline: method }
  return payWith(world, session, checkout, method)
}

const isFree = (session: Session): boolean => (session.amount_total ?? 0) === 0

/** Pays with a saved card; `authenticated` is what came of a challenge. */
export const payWith = (
  world: World,
  session: Session,
  checkout: CheckoutPlan,
  method: PaymentMethod,
  authenticated?: boolean,
): CheckoutResult => {
  const customer = world.customers.get(session.customer ?? "")
  if (!customer) return { decline: gone }
  const start = () => begin(world, { session, checkout, customer, method, authenticated })
  const tried = world.transactions.preview(start)
  if (tried.invoice.status !== "paid" && tried.outcome) {
    if (tried.outcome.action) return { challenge: method }
    emit(world, "payment_method.attached", method)
    if (tried.outcome.intent) tryCharge(world, session, method, null, authenticated)
    return { decline: tried.outcome.decline ?? gone }
  }
  const { completed, event } = inOrder(world, told, () => {
    const started = start()
    emit(world, "payment_method.attached", method)
    const done = completedSession(world, session, started, customer)
    return { completed: done, event: emit(world, "checkout.session.completed", done) }
  })
  return { session: completed, completedEvent: event }
}

/** Leaves the traces of a payment that was refused. */
const tryCharge = (
  world: World,
  session: Session,
  method: PaymentMethod,
  decline: Decline | null,
  authenticated?: boolean,
): void => {
  if (decline)
    world.cardBehaviours.put(method.id, { onSave: decline, onCharge: decline, authentication: null, dispute: null })
  const order = { amount: session.amount_total ?? 0, currency: session.currency ?? "usd", customer: session.customer }
  confirm(world, openIntent(world, { ...order, description: "Subscription creation" }), method, authenticated)
}

interface Purchase {
  readonly session: Session
  readonly checkout: CheckoutPlan
  readonly customer: Customer
  readonly method: PaymentMethod
  readonly authenticated: boolean | undefined
}

const begin = (world: World, { session, checkout, customer, method, authenticated }: Purchase): Started =>
  startSubscription(world, {
    customer,
    items: checkout.lineItems.flatMap((item) =>
      item.price ? [{ price: item.price, quantity: item.quantity ?? 1, metadata: {} }] : [],
    ),
    fields: {
      billing_mode:
        checkout.billingMode === "classic"
          ? { flexible: null, type: "classic" }
          : { flexible: { proration_discounts: "included" }, type: "flexible" },
      default_payment_method: method.id,
      description: checkout.description,
      metadata: checkout.subscriptionMetadata,
      trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: checkout.missingMethod } },
    },
    trialEnd: checkout.trialEnd,
    anchor: null,
    prorates: true,
    method,
    ...(authenticated === undefined ? {} : { authenticated }),
    pays: true,
    discounts: (subscription) =>
      checkout.discounts.flatMap(({ coupon: couponId, promotionCode }) => {
        const coupon = world.coupons.get(couponId)
        const code = world.promotionCodes.get(promotionCode ?? "") ?? null
        return coupon ? [redeem(world, coupon, code, { customer: customer.id, subscription, session: session.id })] : []
      }),
  })

const completedSession = (world: World, session: Session, started: Started, customer: Customer): Session => {
  const details = session.customer_details
  return world.sessions.put(session.id, {
    ...session,
    customer_details: details && { ...details, email: customer.email },
    invoice: started.invoice.id,
    payment_status: started.invoice.amount_due > 0 ? "paid" : "no_payment_required",
    status: "complete",
    subscription: started.subscription.id,
    url: null,
  })
}
