import type { Decline } from "./Cards.ts"
import { emit } from "./Events.ts"
import { markPaid } from "./Finalizing.ts"
import { confirm } from "./Payments.ts"
import type { Invoice, InvoicePayment, PaymentIntent, PaymentMethod, Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

/** How an attempt to collect ended: paid, refused, or waiting for the customer to authenticate. */
export interface Outcome {
  readonly invoice: Invoice
  readonly decline: Decline | null
  readonly action: boolean
  readonly intent: PaymentIntent | null
}

export const subscriptionOf = (world: World, invoice: Invoice): Subscription | undefined =>
  world.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? "")

/** The method that pays when none is named: the invoice's, the subscription's, the customer's. */
export const methodFor = (world: World, invoice: Invoice): PaymentMethod | undefined => {
  const customer = world.customers.get(invoice.customer ?? "")
  const ids = [
    invoice.default_payment_method,
    subscriptionOf(world, invoice)?.default_payment_method,
    customer?.invoice_settings.default_payment_method,
  ]
  return world.paymentMethods.get(ids.find((id) => typeof id === "string") ?? "")
}

export const paymentOf = (world: World, invoice: string): InvoicePayment | undefined =>
  world.invoicePayments.all().findLast((one) => one.invoice === invoice && one.is_default)

const missing: Decline = {
  code: "invoice_payment_intent_requires_action",
  declineCode: undefined,
  message: "There is no payment method to charge.",
}

/** Tries to collect an open invoice once. `authenticated` is the customer's answer to a challenge, when there was one. */
export const collect = (
  world: World,
  invoice: Invoice,
  options: { method?: PaymentMethod | undefined; authenticated?: boolean } = {},
): Outcome => {
  const payment = paymentOf(world, invoice.id)
  const intent = world.paymentIntents.get(payment?.payment.payment_intent ?? "")
  if (!payment || !intent) return { invoice, decline: null, action: false, intent: null }
  const method = options.method ?? methodFor(world, invoice)
  if (!method) return failed(world, invoice, intent, missing, false)
  const result = confirm(world, intent, method, options.authenticated)
  if (result.action) return failed(world, invoice, result.intent, result.decline, true)
  if (result.decline) return failed(world, invoice, result.intent, result.decline, false)
  const attempted = { ...invoice, attempted: true, attempt_count: invoice.attempt_count + 1 }
  const paid = markPaid(world, attempted)
  markPaymentPaid(world, payment, invoice.amount_remaining)
  return { invoice: paid, decline: null, action: false, intent: result.intent }
}

const markPaymentPaid = (world: World, payment: InvoicePayment, amount: number): void => {
  const paid: InvoicePayment = {
    ...payment,
    amount_paid: amount,
    status: "paid",
    status_transitions: { canceled_at: null, paid_at: world.now() },
  }
  world.invoicePayments.put(paid.id, paid)
  emit(world, "invoice_payment.paid", paid)
}

const failed = (
  world: World,
  invoice: Invoice,
  intent: PaymentIntent,
  decline: Decline | null,
  action: boolean,
): Outcome => {
  const after: Invoice = { ...invoice, attempted: true, attempt_count: invoice.attempt_count + 1 }
  world.invoices.put(after.id, after)
  if (action) emit(world, "invoice.payment_action_required", after)
  emit(world, "invoice.payment_failed", after)
  return { invoice: after, decline, action, intent }
}
