import { newId } from "./Ids.ts"
import { periodAfter } from "./Periods.ts"
import { planOf } from "./RecurringPrices.ts"
import { nothingRequested, scheduledCancel } from "./SubscriptionCancel.ts"
import {
  listOf,
  type Metadata,
  type PaymentMethod,
  type Price,
  type Subscription,
  type SubscriptionItem,
} from "./Wire.ts"
import type { World } from "./World.ts"

/** An item whose period starts now and lasts until the end of the trial, or one interval. */
export const newItem = (
  world: World,
  subscription: string,
  item: { price: Price; quantity: number; metadata: Metadata },
  trialEnd: number | null,
): SubscriptionItem => ({
  id: newId("si", 14),
  object: "subscription_item",
  billing_thresholds: null,
  created: world.now(),
  current_period_start: world.now(),
  current_period_end: trialEnd ?? periodAfter(world.now(), item.price.recurring),
  current_trial: null,
  discounts: [],
  metadata: item.metadata,
  plan: planOf(item.price),
  price: item.price,
  quantity: item.quantity,
  subscription,
  tax_rates: [],
})

export interface SubscriptionOrder {
  readonly id: string
  readonly customer: { id: string }
  readonly items: ReadonlyArray<SubscriptionItem>
  readonly metadata: Metadata
  readonly description: string | null
  readonly trialEnd: number | null
  readonly method: PaymentMethod | null
  readonly keepMethod: boolean
  readonly cancelAtPeriodEnd: boolean
  readonly currency: string
  readonly status: "active" | "trialing" | "incomplete"
  readonly invoice: string
}

export const newSubscription = (world: World, order: SubscriptionOrder): Subscription => {
  const now = world.now()
  const subscription: Subscription = {
    ...unusedFields,
    id: order.id,
    object: "subscription",
    billing_cycle_anchor: order.trialEnd ?? now,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: nothingRequested,
    created: now,
    currency: order.currency,
    customer: order.customer.id,
    default_payment_method: order.keepMethod ? (order.method?.id ?? null) : null,
    description: order.description,
    ended_at: null,
    items: listOf(`/v1/subscription_items?subscription=${order.id}`, [...order.items]),
    latest_invoice: order.invoice,
    metadata: order.metadata,
    start_date: now,
    status: order.status,
    trial_end: order.trialEnd,
    trial_start: order.trialEnd === null ? null : now,
  }
  return order.cancelAtPeriodEnd
    ? { ...subscription, ...scheduledCancel(world, subscription, "cancel_at_period_end") }
    : subscription
}

/** What a subscription shows and the emulator does not do; its billing mode is flexible, as Stripe's default is. */
const unusedFields = {
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor_config: null,
  billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible" },
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
