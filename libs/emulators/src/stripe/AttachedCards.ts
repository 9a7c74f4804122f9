import { namedCard } from "./Cards.ts"
import { cardDeclined, invalid, noSuchResource } from "./Errors.ts"
import { emit } from "./Events.ts"
import { attach, newCardMethod } from "./PaymentMethods.ts"
import type { PaymentMethod } from "./Wire.ts"
import { reference, type World } from "./World.ts"

/** Saves a test card named as `pm_card_visa` and the like, or a card that was made before, with a customer. */
export const attachNamed = (world: World, name: string, customerId: string): PaymentMethod => {
  const customer = reference(world.customers, "customer", customerId, "customer")
  const made = world.paymentMethods.get(name)
  if (made) {
    if (made.customer !== null && made.customer !== customer.id)
      throw invalid("The payment method you provided has already been attached to a customer.", {
        param: "payment_method",
      })
    const attached = world.paymentMethods.put(name, { ...made, customer: customer.id })
    if (made.customer === null) emit(world, "payment_method.attached", attached)
    return attached
  }
  const card = namedCard(name)
  if (!card) throw noSuchResource("PaymentMethod", name)
  if (card.onSave) throw cardDeclined(card.onSave)
  const year = new Date(world.now() * 1000).getUTCFullYear() + 5
  const details = { card, expMonth: 12, expYear: year, name: null, email: customer.email }
  const method = attach(world, newCardMethod(world, details), card, customer.id)
  emit(world, "payment_method.attached", method)
  return method
}
