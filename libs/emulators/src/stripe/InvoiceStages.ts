import { newId } from "./Ids.ts"
import type { Payment } from "./Payments.ts"
import type { Invoice, InvoicePayment } from "./Wire.ts"
import type { World } from "./World.ts"

/** The invoice as it was before it was finalized. */
export const asDraft = (invoice: Invoice): Invoice => ({
  ...asOpen(invoice),
  effective_at: null,
  ending_balance: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  number: null,
  status: "draft",
  status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
})

/** The invoice as it was before anything was paid. */
export const asOpen = (invoice: Invoice): Invoice => ({
  ...invoice,
  amount_paid: 0,
  amount_remaining: invoice.amount_due,
  attempt_count: 0,
  attempted: false,
  status: "open",
  status_transitions: { ...invoice.status_transitions, paid_at: null },
})

/** What ties a payment to the invoice it is for. */
export const invoicePaymentOf = (world: World, invoice: Invoice, payment: Payment): InvoicePayment => ({
  id: newId("inpay"),
  object: "invoice_payment",
  amount_paid: payment.decline ? null : payment.intent.amount,
  amount_requested: payment.intent.amount,
  created: world.now(),
  currency: invoice.currency,
  invoice: invoice.id,
  is_default: true,
  livemode: false,
  payment: { payment_intent: payment.intent.id, type: "payment_intent" },
  status: payment.decline ? "open" : "paid",
  status_transitions: { canceled_at: null, paid_at: payment.decline ? null : world.now() },
})
