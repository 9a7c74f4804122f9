import { paymentOf } from "./Collecting.ts"
import { emit } from "./Events.ts"
import { markPaid } from "./Finalizing.ts"
import { afterPayment } from "./Transitions.ts"
import type { Invoice } from "./Wire.ts"
import type { World } from "./World.ts"

/** Closes an invoice that was paid by other means; its own payment can no longer be made. */
export const payOutOfBand = (world: World, open: Invoice): Invoice => {
  const payment = paymentOf(world, open.id)
  const intent = world.paymentIntents.get(payment?.payment.payment_intent ?? "")
  if (payment)
    world.invoicePayments.put(payment.id, {
      ...payment,
      status: "canceled",
      status_transitions: { canceled_at: world.now(), paid_at: null },
    })
  if (intent) {
    const canceled = { ...intent, canceled_at: world.now(), next_action: null, status: "canceled" as const }
    world.paymentIntents.put(intent.id, canceled)
    emit(world, "payment_intent.canceled", canceled)
  }
  const paid = markPaid(world, open)
  const subscription = world.subscriptions.get(paid.parent?.subscription_details?.subscription ?? "")
  if (subscription) afterPayment(world, paid, subscription)
  return paid
}
