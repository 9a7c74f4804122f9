import type { Decline } from "./Cards.ts"
import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { newId } from "./Ids.ts"
import { periodLine } from "./InvoiceLines.ts"
import { finalizedInvoice } from "./Invoices.ts"
import { asDraft, asOpen, invoicePaymentOf } from "./InvoiceStages.ts"
import { attempt, savePayment, type Payment } from "./Payments.ts"
import { newItem, newSubscription } from "./NewSubscription.ts"
import type { Customer, Invoice, InvoicePayment, Metadata, PaymentMethod, Price, Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

export interface Order {
  readonly customer: Customer
  readonly items: ReadonlyArray<{ price: Price; quantity: number; metadata: Metadata }>
  readonly metadata: Metadata
  readonly description: string | null
  /** In seconds; null starts the paid period at once. */
  readonly trialEnd: number | null
  readonly method: PaymentMethod | null
  /** Whether the method becomes the subscription's own. */
  readonly keepMethod: boolean
  /** What the card answers when it is charged. */
  readonly decline: Decline | null
  readonly cancelAtPeriodEnd: boolean
}

/** What comes to be when a subscription starts; nothing of it is stored yet. */
export interface Opening {
  readonly subscription: Subscription
  readonly invoice: Invoice
  readonly payment: Payment | null
  readonly invoicePayment: InvoicePayment | null
  readonly customerBefore: Customer
  readonly customer: Customer
}

/** Works out the subscription, its first invoice and the payment of it: `active`, `trialing`, or `incomplete` after a decline. */
export const plan = (world: World, order: Order): Opening => {
  const id = newId("sub")
  const trial = order.trialEnd !== null
  const items = order.items.map((item) => newItem(world, id, item, order.trialEnd))
  const invoiceId = newId("in")
  const lines = items.map((item) => periodLine(world, item, invoiceId, trial))
  const total = lines.reduce((sum, line) => sum + line.amount, 0)
  const credit = Math.min(total, Math.max(0, -order.customer.balance))
  const due = total - credit
  const currency = order.items[0]?.price.currency ?? "usd"
  const payment = order.method && due > 0 ? charge(world, order, order.method, due, currency) : null
  const paid = due === 0 || (payment !== null && payment.decline === null)
  const customer: Customer = {
    ...order.customer,
    currency,
    balance: order.customer.balance + credit,
    next_invoice_sequence: (order.customer.next_invoice_sequence ?? 1) + 1,
  }
  const status = !paid ? "incomplete" : trial ? "trialing" : "active"
  const subscription = newSubscription(world, { ...order, id, items, currency, status, invoice: invoiceId })
  const invoice = finalizedInvoice(world, {
    id: invoiceId,
    customer: order.customer,
    subscription,
    reason: "subscription_create",
    lines,
    credit,
    endingBalance: customer.balance,
    paid,
  })
  const invoicePayment = payment && invoicePaymentOf(world, invoice, payment)
  return { subscription, invoice, payment, invoicePayment, customerBefore: order.customer, customer }
}

const charge = (world: World, order: Order, method: PaymentMethod, amount: number, currency: string): Payment =>
  attempt(world, {
    customer: order.customer.id,
    method,
    amount,
    currency,
    description: "Subscription creation",
    decline: order.decline,
    email: order.customer.email,
  })

export const save = (world: World, opening: Opening): void => {
  if (opening.payment) savePayment(world, opening.payment)
  world.customers.put(opening.customer.id, opening.customer)
  world.invoices.put(opening.invoice.id, opening.invoice)
  if (opening.invoicePayment) world.invoicePayments.put(opening.invoicePayment.id, opening.invoicePayment)
  world.subscriptions.put(opening.subscription.id, opening.subscription)
  const applied = opening.customer.balance - opening.customerBefore.balance
  if (applied !== 0) {
    const id = newId("cbtxn")
    world.balanceTransactions.put(id, {
      id,
      object: "customer_balance_transaction",
      amount: applied,
      checkout_session: null,
      created: world.now(),
      credit_note: null,
      currency: opening.invoice.currency,
      customer: opening.customer.id,
      customer_account: null,
      description: null,
      ending_balance: opening.customer.balance,
      invoice: opening.invoice.id,
      livemode: false,
      metadata: {},
      type: "applied_to_invoice",
    })
  }
}

/** The first event of the batch: the charge itself. */
export const announceCharge = (world: World, { charge: made, decline }: Payment): void => {
  emit(world, decline ? "charge.failed" : "charge.succeeded", made)
}

export const announceCustomer = (world: World, { customer, customerBefore }: Opening): void => {
  emit(world, "customer.updated", customer, differences(customerBefore, customer))
}

/** The rest of the batch, from the subscription to its payment. */
export const announceSubscription = (world: World, opening: Opening): void => {
  const { subscription, payment, invoice, invoicePayment } = opening
  emit(world, "customer.subscription.created", subscription)
  if (payment) announceIntent(world, payment)
  emit(world, "invoice.created", asDraft(invoice))
  emit(world, "invoice.finalized", asOpen(invoice))
  if (invoice.status !== "paid") {
    emit(world, "invoice.payment_failed", invoice)
    return
  }
  emit(world, "invoice.paid", invoice)
  emit(world, "invoice.payment_succeeded", invoice)
  if (invoicePayment) emit(world, "invoice_payment.paid", invoicePayment)
}

export const announceIntent = (world: World, { intent, decline }: Payment): void => {
  emit(world, "payment_intent.created", {
    ...intent,
    amount_received: 0,
    last_payment_error: null,
    latest_charge: null,
    status: "requires_payment_method",
  })
  emit(world, decline ? "payment_intent.payment_failed" : "payment_intent.succeeded", intent)
}
