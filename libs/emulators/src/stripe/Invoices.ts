import { listOf, type Customer, type Invoice, type InvoiceLine, type Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

export interface InvoiceOrder {
  readonly id: string
  readonly customer: Customer
  readonly subscription: Subscription
  readonly reason: "subscription_create" | "subscription_cycle" | "subscription_update"
  readonly lines: ReadonlyArray<InvoiceLine>
  /** Taken from the customer's credit, in minor units, at most the total. */
  readonly credit: number
  /** The customer's balance after that. */
  readonly endingBalance: number
  readonly paid: boolean
}

/** A finalized invoice, paid or left open. */
export const finalizedInvoice = (world: World, order: InvoiceOrder): Invoice => {
  const now = world.now()
  const total = order.lines.reduce((sum, line) => sum + line.amount, 0)
  const due = Math.max(0, total - order.credit)
  const url = `${world.publicUrl}/invoice/${order.id}`
  return {
    ...unusedFields,
    ...customerFields(order.customer),
    id: order.id,
    object: "invoice",
    amount_due: due,
    amount_paid: order.paid ? due : 0,
    amount_remaining: order.paid ? 0 : due,
    attempt_count: due > 0 ? 1 : 0,
    attempted: true,
    auto_advance: false,
    billing_reason: order.reason,
    created: now,
    currency: order.subscription.currency,
    default_payment_method: null,
    effective_at: now,
    ending_balance: order.endingBalance,
    hosted_invoice_url: url,
    invoice_pdf: `${url}/pdf`,
    lines: listOf(`/v1/invoices/${order.id}/lines`, [...order.lines]),
    metadata: {},
    number: `${order.customer.invoice_prefix ?? "INV"}-${String(order.customer.next_invoice_sequence ?? 1).padStart(4, "0")}`,
    parent: {
      quote_details: null,
      subscription_details: { metadata: order.subscription.metadata, subscription: order.subscription.id },
      type: "subscription_details",
    },
    period_end: now,
    period_start: now,
    starting_balance: order.customer.balance,
    status: order.paid ? "paid" : "open",
    status_transitions: {
      finalized_at: now,
      marked_uncollectible_at: null,
      paid_at: order.paid ? now : null,
      voided_at: null,
    },
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
  }
}

const customerFields = (customer: Customer) => ({
  customer: customer.id,
  customer_account: null,
  customer_address: customer.address ?? null,
  customer_email: customer.email,
  customer_name: customer.name ?? null,
  customer_phone: customer.phone ?? null,
  customer_shipping: null,
  customer_tax_exempt: customer.tax_exempt ?? "none",
  customer_tax_ids: [],
})

/** What an invoice shows and the emulator does not do. */
const unusedFields = {
  account_country: "US",
  account_name: "Local account",
  account_tax_ids: null,
  amount_overpaid: 0,
  amount_shipping: 0,
  application: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  automatically_finalizes_at: null,
  collection_method: "charge_automatically",
  custom_fields: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  due_date: null,
  footer: null,
  from_invoice: null,
  issuer: { type: "self" },
  last_finalization_error: null,
  latest_revision: null,
  livemode: false,
  next_payment_attempt: null,
  on_behalf_of: null,
  payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  statement_descriptor: null,
  test_clock: null,
  total_discount_amounts: [],
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
} satisfies Partial<Invoice>
