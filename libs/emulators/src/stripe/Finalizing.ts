import { moveBalance } from "./Balance.ts"
import { saveCustomer } from "./CustomerFields.ts"
import { emit } from "./Events.ts"
import { invalid } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { openIntent } from "./Payments.ts"
import type { Customer, Invoice, InvoicePayment } from "./Wire.ts"
import { resource, type World } from "./World.ts"

/** Less than this cannot be charged and goes to the balance, in minor units. */
const minimumCharge = 50

export interface Settlement {
  readonly amount_due: number
  readonly ending_balance: number
  /** What the customer's balance moves by, and why. */
  readonly moves: ReadonlyArray<{ amount: number; type: "applied_to_invoice" | "invoice_too_small" }>
}

/** How a total meets the customer's balance: credit pays, debt is collected, and what would be too little to charge waits. */
export const settle = (total: number, balance: number): Settlement => {
  if (total < 0) {
    return { amount_due: 0, ending_balance: balance + total, moves: [{ amount: total, type: "applied_to_invoice" }] }
  }
  const applied = Math.min(total, -balance)
  const due = total - applied
  const moves = applied === 0 ? [] : [{ amount: applied, type: "applied_to_invoice" as const }]
  if (due === 0 || due >= minimumCharge) return { amount_due: due, ending_balance: balance + applied, moves }
  return {
    amount_due: 0,
    ending_balance: balance + applied + due,
    moves: [...moves, { amount: due, type: "invoice_too_small" }],
  }
}

const numberOf = (customer: Customer): string =>
  `${customer.invoice_prefix ?? "INV"}-${String(customer.next_invoice_sequence ?? 1).padStart(4, "0")}`

/** Fixes a draft: it gets its number, meets the customer's balance, and is paid at once when nothing is due. */
export const finalize = (world: World, before: Invoice): Invoice => {
  if (before.status !== "draft")
    throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
      code: "invoice_not_editable",
    })
  const customer = resource(world.customers, "customer", before.customer ?? "")
  const numbered = { ...customer, next_invoice_sequence: (customer.next_invoice_sequence ?? 1) + 1 }
  if (customer.currency) world.customers.put(customer.id, numbered)
  else saveCustomer(world, customer, { ...numbered, currency: before.currency })
  const { amount_due: due, ending_balance, moves } = settle(before.total, customer.balance)
  for (const move of moves) {
    const now = resource(world.customers, "customer", customer.id)
    moveBalance(world, now, { ...move, currency: before.currency, invoice: before.id })
  }
  const url = `${world.publicUrl}/invoice/${before.id}`
  const open: Invoice = {
    ...before,
    amount_due: due,
    amount_remaining: due,
    automatically_finalizes_at: null,
    next_payment_attempt: null,
    effective_at: world.now(),
    ending_balance,
    hosted_invoice_url: url,
    invoice_pdf: `${url}/pdf`,
    number: numberOf(customer),
    starting_balance: customer.balance,
    status: "open",
    status_transitions: { ...before.status_transitions, finalized_at: world.now() },
  }
  world.invoices.put(open.id, open)
  emit(world, "invoice.finalized", open)
  if (due === 0) return markPaid(world, { ...open, attempted: true })
  requestPayment(world, open)
  return open
}

const requestPayment = (world: World, invoice: Invoice): void => {
  const intent = openIntent(world, {
    customer: invoice.customer ?? "",
    amount: invoice.amount_due,
    currency: invoice.currency,
    description: invoice.billing_reason === "subscription_create" ? "Subscription creation" : describe(invoice),
  })
  const payment: InvoicePayment = {
    id: newId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: world.now(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: "payment_intent" },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  }
  world.invoicePayments.put(payment.id, payment)
}

const describe = (invoice: Invoice): string =>
  invoice.parent?.subscription_details ? "Subscription update" : `Payment for Invoice ${invoice.number ?? ""}`.trim()

/** Closes an invoice of which nothing remains to be paid, and says so. */
export const markPaid = (world: World, open: Invoice): Invoice => {
  const paid: Invoice = {
    ...open,
    amount_paid: open.amount_due,
    amount_remaining: 0,
    auto_advance: false,
    next_payment_attempt: null,
    status: "paid",
    status_transitions: { ...open.status_transitions, paid_at: world.now() },
  }
  world.invoices.put(paid.id, paid)
  emit(world, "invoice.paid", paid)
  emit(world, "invoice.payment_succeeded", paid)
  return paid
}
