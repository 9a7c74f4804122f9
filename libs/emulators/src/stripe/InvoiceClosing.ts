import { emit } from "./Events.ts"
import { moveBalance } from "./Balance.ts"
import { invalid } from "./Errors.ts"
import type { Invoice } from "./Wire.ts"
import type { World } from "./World.ts"

const closed = (world: World, invoice: Invoice, fields: Partial<Invoice>): Invoice => {
  const after: Invoice = { ...invoice, auto_advance: false, next_payment_attempt: null, ...fields }
  return world.invoices.put(after.id, after)
}

/** Voids an open or uncollectible invoice; the credit that it took goes back, and its payment can no longer be made. */
export const voidInvoice = (world: World, invoice: Invoice): Invoice => {
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    throw invalid(
      `You can only pass in open or uncollectible invoices. This invoice isn't open or uncollectible (status: ${invoice.status}).`,
    )
  }
  const after = closed(world, invoice, {
    status: "void",
    status_transitions: { ...invoice.status_transitions, voided_at: world.now() },
  })
  cancelPayment(world, invoice)
  returnCredit(world, invoice)
  emit(world, "invoice.voided", after)
  return after
}

const cancelPayment = (world: World, invoice: Invoice): void => {
  const payment = world.invoicePayments.all().findLast((one) => one.invoice === invoice.id && one.status === "open")
  if (!payment) return
  world.invoicePayments.put(payment.id, {
    ...payment,
    status: "canceled",
    status_transitions: { canceled_at: world.now(), paid_at: null },
  })
  const intent = world.paymentIntents.get(payment.payment.payment_intent ?? "")
  if (!intent) return
  const canceled = {
    ...intent,
    canceled_at: world.now(),
    cancellation_reason: "void_invoice" as const,
    next_action: null,
    status: "canceled" as const,
  }
  world.paymentIntents.put(intent.id, canceled)
  emit(world, "payment_intent.canceled", canceled)
}

const returnCredit = (world: World, invoice: Invoice): void => {
  const moved = world.balanceTransactions
    .all()
    .filter((one) => one.invoice === invoice.id)
    .reduce((sum, one) => sum + one.amount, 0)
  const customer = world.customers.get(invoice.customer ?? "")
  if (moved === 0 || !customer) return
  moveBalance(world, customer, {
    amount: -moved,
    currency: invoice.currency,
    type: "unapplied_from_invoice",
    invoice: invoice.id,
  })
}

/** Gives an open invoice up as a bad debt. */
export const markUncollectible = (world: World, invoice: Invoice): Invoice => {
  if (invoice.status !== "open") {
    throw invalid(`You can only pass in open invoices. This invoice isn't open (status: ${invoice.status}).`)
  }
  const after = closed(world, invoice, {
    status: "uncollectible",
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: world.now() },
  })
  emit(world, "invoice.marked_uncollectible", after)
  return after
}
