import { newId } from "./Ids.ts"
import { firstPeriodEnd } from "./SubscriptionCancel.ts"
import type { Schedule, SchedulePhase, Subscription } from "./Wire.ts"
import { type World } from "./World.ts"

/** A schedule that has not started, not stored. */
export const newSchedule = (
  world: World,
  fields: Partial<Schedule> & Pick<Schedule, "customer" | "phases">,
): Schedule => ({
  id: newId("sub_sched"),
  object: "subscription_schedule",
  application: null,
  billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible" },
  canceled_at: null,
  completed_at: null,
  created: world.now(),
  current_phase: null,
  customer_account: null,
  default_settings: {
    application_fee_percent: null,
    billing_cycle_anchor: "automatic",
    billing_thresholds: null,
    collection_method: "charge_automatically",
    default_payment_method: null,
    description: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      days_until_due: null,
      description: null,
      footer: null,
      issuer: { type: "self" },
    },
    on_behalf_of: null,
    transfer_data: null,
  },
  end_behavior: "release",
  livemode: false,
  metadata: {},
  pause_schedules: [],
  released_at: null,
  released_subscription: null,
  status: "not_started",
  subscription: null,
  test_clock: world.customers.get(fields.customer)?.test_clock ?? null,
  ...fields,
})

/** A subscription as it is now, as a phase until the end of its period. */
export const presentPhase = (subscription: Subscription): SchedulePhase => {
  const start = Math.min(...subscription.items.data.map((item) => item.current_period_start))
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: subscription.currency,
    default_payment_method: subscription.default_payment_method,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date: firstPeriodEnd(subscription),
    invoice_settings: null,
    items: subscription.items.data.map((item) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: item.metadata,
      plan: item.price.id,
      price: item.price.id,
      ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
      tax_rates: [],
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: "create_prorations",
    start_date: start,
    transfer_data: null,
    trial_end: subscription.status === "trialing" ? subscription.trial_end : null,
  }
}
