import type { DraftOrder } from "./Drafting.ts"
import { listOf, type Customer, type Invoice } from "./Wire.ts"
import type { World } from "./World.ts"

/** A draft without lines, not stored. */
export const newInvoice = (world: World, order: DraftOrder, id: string): Invoice => {
  const now = world.now()
  const { subscription } = order
  const automatic = (subscription?.collection_method ?? "charge_automatically") === "charge_automatically"
  return {
    ...unusedFields,
    ...customerFields(world, order.customer),
    id,
    object: "invoice",
    auto_advance: order.finalizesAt !== null,
    automatically_finalizes_at: order.finalizesAt,
    billing_reason: order.reason,
    collection_method: automatic ? "charge_automatically" : "send_invoice",
    created: now,
    currency: order.currency,
    default_payment_method: null,
    due_date: null,
    lines: listOf(`/v1/invoices/${id}/lines`, []),
    next_payment_attempt: automatic ? order.finalizesAt : null,
    parent: subscription && {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: "subscription_details",
    },
    period_end: now,
    period_start: now,
    starting_balance: order.customer.balance,
    test_clock: order.customer.test_clock ?? null,
    ...order.fields,
  }
}

const customerFields = (world: World, customer: Customer) => ({
  customer: customer.id,
  customer_account: null,
  customer_address: customer.address ?? null,
  customer_email: customer.email,
  customer_name: customer.name ?? null,
  customer_phone: customer.phone ?? null,
  customer_shipping: null,
  customer_tax_exempt: customer.tax_exempt ?? "none",
  customer_tax_ids: world.taxIds
    .all()
    .filter((one) => one.customer === customer.id)
    .map(({ type, value }) => ({ type, value })),
})

/** What a draft has not come to yet, and what the emulator does not do. */
const unusedFields = {
  account_country: "US",
  account_name: "Local account",
  account_tax_ids: null,
  amount_due: 0,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_remaining: 0,
  amount_shipping: 0,
  application: null,
  attempt_count: 0,
  attempted: false,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  custom_fields: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  effective_at: null,
  ending_balance: null,
  footer: null,
  from_invoice: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  issuer: { type: "self" },
  last_finalization_error: null,
  latest_revision: null,
  livemode: false,
  metadata: {},
  number: null,
  on_behalf_of: null,
  payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  statement_descriptor: null,
  status: "draft",
  status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
  subtotal: 0,
  subtotal_excluding_tax: 0,
  total: 0,
  total_discount_amounts: [],
  total_excluding_tax: 0,
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
} satisfies Partial<Invoice>
