import type { Decline } from "./Cards.ts"
import type { ValidCard } from "./CardForm.ts"
import { emit } from "./Events.ts"
import {
  announceCharge,
  announceCustomer,
  announceIntent,
  announceSubscription,
  plan,
  save,
  type Opening,
} from "./Opening.ts"
import { attach, newCardMethod } from "./PaymentMethods.ts"
import { savePayment } from "./Payments.ts"
import type { Session } from "./Wire.ts"
import type { CheckoutPlan, World } from "./World.ts"

/** A finished session and the event that says so, or why the card was refused. */
export type CheckoutResult =
  | { readonly session: Session; readonly completedEvent: string }
  | { readonly decline: Decline }

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
  if (!customer)
    return { decline: { code: "resource_missing", declineCode: undefined, message: "This customer no longer exists." } }
  const unsaved = newCardMethod(world, { ...card, email: customer.email })
  const free = checkout.trialEnd !== null || session.amount_total === 0
  const opening = plan(world, {
    customer,
    items: checkout.lineItems.flatMap((item) =>
      item.price ? [{ price: item.price, quantity: item.quantity ?? 1, metadata: {} }] : [],
    ),
    metadata: checkout.subscriptionMetadata,
    description: checkout.description,
    trialEnd: checkout.trialEnd,
    method: unsaved,
    keepMethod: true,
    decline: card.card.onCharge,
    cancelAtPeriodEnd: false,
  })
  const decline = card.card.onSave ?? (free ? null : (opening.payment?.decline ?? null))
  const method = card.card.onSave ? unsaved : attach(world, unsaved, card.card, customer.id)
  if (decline) {
    refuse(world, opening, card.card.onSave === null ? method : null)
    return { decline }
  }
  save(world, opening)
  return complete(world, session, opening, method)
}

const refuse = (world: World, { payment }: Opening, attached: object | null): void => {
  if (attached) emit(world, "payment_method.attached", attached)
  if (!payment) return
  savePayment(world, payment)
  announceCharge(world, payment)
  announceIntent(world, payment)
}

const complete = (world: World, session: Session, opening: Opening, method: object): CheckoutResult => {
  const details = session.customer_details
  const finished: Session = {
    ...session,
    customer_details: details && { ...details, email: opening.customer.email },
    invoice: opening.invoice.id,
    payment_status: opening.invoice.amount_due > 0 ? "paid" : "no_payment_required",
    status: "complete",
    subscription: opening.subscription.id,
    url: null,
  }
  world.sessions.put(session.id, finished)
  if (opening.payment) announceCharge(world, opening.payment)
  emit(world, "payment_method.attached", method)
  announceCustomer(world, opening)
  const completedEvent = emit(world, "checkout.session.completed", finished)
  announceSubscription(world, opening)
  return { session: finished, completedEvent }
}
