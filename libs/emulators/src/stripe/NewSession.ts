import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import type { Customer, LineItem, Session } from "./Wire.ts"
import type { World } from "./World.ts"

export interface SessionOrder {
  readonly customer: Customer
  readonly items: ReadonlyArray<LineItem>
  readonly successUrl: string
  readonly cancelUrl: string | null
  /** In seconds. */
  readonly expiresAt: number
  readonly trial: boolean
}

/** An open session for a subscription. */
export const newSession = (world: World, params: Params, order: SessionOrder): Session => {
  const id = newId("cs_test", 58)
  const total = order.trial ? 0 : order.items.reduce((sum, item) => sum + item.amount_total, 0)
  return {
    ...unusedFields,
    id,
    object: "checkout.session",
    allow_promotion_codes: params.boolean("allow_promotion_codes") ?? null,
    amount_subtotal: total,
    amount_total: total,
    billing_address_collection: params.oneOf("billing_address_collection", ["auto", "required"]) ?? null,
    cancel_url: order.cancelUrl,
    client_reference_id: params.string("client_reference_id") ?? null,
    created: world.now(),
    currency: order.items[0]?.currency ?? null,
    customer: order.customer.id,
    customer_details: detailsOf(order.customer),
    expires_at: order.expiresAt,
    invoice: null,
    locale: params.string("locale") ?? null,
    metadata: params.metadata(),
    mode: "subscription",
    payment_intent: null,
    payment_method_collection: params.oneOf("payment_method_collection", ["always", "if_required"]) ?? "always",
    payment_status: "unpaid",
    status: "open",
    subscription: null,
    success_url: order.successUrl,
    ...(params.object("tax_id_collection")?.boolean("enabled")
      ? { tax_id_collection: { enabled: true, required: "never" } }
      : {}),
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: params.oneOf("ui_mode", ["hosted_page"]) ?? "hosted_page",
    url: `${world.publicUrl}/c/pay/${id}`,
  }
}

const detailsOf = (customer: Customer): Session["customer_details"] => ({
  address: customer.address ?? null,
  business_name: null,
  email: customer.email,
  individual_name: null,
  name: customer.name ?? null,
  phone: customer.phone ?? null,
  tax_exempt: customer.tax_exempt ?? "none",
  tax_ids: [],
})

/** What a session shows and the emulator does not do. */
const unusedFields = {
  adaptive_pricing: null,
  after_expiration: null,
  allowed_payment_method_types: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
  customer_account: null,
  customer_creation: null,
  customer_email: null,
  discounts: [],
  integration_identifier: null,
  invoice_creation: null,
  livemode: false,
  managed_payments: null,
  origin_context: null,
  payment_link: null,
  payment_method_configuration_details: null,
  payment_method_options: { card: { request_three_d_secure: "automatic" } },
  payment_method_types: ["card"],
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  saved_payment_method_options: {
    allow_redisplay_filters: ["always"],
    payment_method_remove: "disabled",
    payment_method_save: null,
  },
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  submit_type: null,
  wallet_options: null,
} satisfies Partial<Session>
