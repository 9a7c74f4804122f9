import { newId } from "./Ids.ts"
import { planOf } from "./RecurringPrices.ts"
import { nothingRequested } from "./SubscriptionCancel.ts"
import { listOf, type Metadata, type Price, type Subscription, type SubscriptionItem } from "./Wire.ts"
import type { World } from "./World.ts"

/** An item whose period is yet to be set. */
export const newItem = (
  world: World,
  subscription: string,
  item: { price: Price; quantity: number; metadata: Metadata },
): SubscriptionItem => ({
  id: newId("si", 14),
  object: "subscription_item",
  billing_thresholds: null,
  created: world.now(),
  current_period_start: world.now(),
  current_period_end: world.now(),
  current_trial: null,
  discounts: [],
  metadata: item.metadata,
  plan: planOf(item.price),
  price: item.price,
  ...(item.price.recurring?.usage_type === "metered" ? {} : { quantity: item.quantity }),
  subscription,
  tax_rates: [],
})

/** A subscription as it is before its first invoice, not stored. */
export const newSubscription = (
  world: World,
  id: string,
  items: ReadonlyArray<SubscriptionItem>,
  fields: Pick<Subscription, "customer" | "currency" | "billing_cycle_anchor"> & Partial<Subscription>,
): Subscription => ({
  ...unusedFields,
  id,
  object: "subscription",
  billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible" },
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  cancellation_details: nothingRequested,
  created: world.now(),
  default_payment_method: null,
  description: null,
  ended_at: null,
  items: listOf(`/v1/subscription_items?subscription=${id}`, [...items]),
  latest_invoice: null,
  metadata: {},
  start_date: world.now(),
  status: "incomplete",
  trial_end: null,
  trial_start: null,
  ...fields,
})

/** What a subscription shows and the emulator does not do. */
const unusedFields = {
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor_config: null,
  billing_schedules: [],
  billing_thresholds: null,
  collection_method: "charge_automatically",
  customer_account: null,
  days_until_due: null,
  default_source: null,
  default_tax_rates: [],
  discounts: [],
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: "self" },
  },
  livemode: false,
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  payment_settings: {
    payment_method_options: null,
    payment_method_types: null,
    save_default_payment_method: "off",
  },
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  test_clock: null,
  transfer_data: null,
  trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: "create_invoice" } },
} satisfies Partial<Subscription>
