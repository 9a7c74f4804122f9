import { changeSubscription, type Change } from "./Changing.ts"
import { discountParams, readDiscounts } from "./DiscountParams.ts"
import { invalid } from "./Errors.ts"
import { itemChangeParams, itemsAfter } from "./ItemChanges.ts"
import type { Params } from "./Params.ts"
import { firstPeriodEnd, periodEnd, requested, scheduledCancel } from "./SubscriptionCancel.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import { futureTime, pausedCollection, paymentSettings, settingsParams, trialSettings } from "./SubscriptionSettings.ts"
import type { Subscription } from "./Wire.ts"
import { reference, type World } from "./World.ts"

/** What `subscriptions.update` and, below `subscription_details`, a preview of it take. */
export const billingParams = [
  ...itemChangeParams,
  "cancel_at_period_end",
  "cancel_at",
  "proration_behavior",
  "proration_date",
  "billing_cycle_anchor",
  "billing_cycle_anchor[type]",
  "trial_end",
]

export const changeParams = [
  ...billingParams,
  ...discountParams,
  ...settingsParams,
  "cancellation_details[comment]",
  "cancellation_details[feedback]",
  "payment_behavior",
  "pause_collection",
  "pause_collection[behavior]",
  "pause_collection[resumes_at]",
]

const endOf = (before: Subscription, params: Params): number | null | undefined => {
  const at = params.nullable("cancel_at")
  if (at === "min_period_end") return firstPeriodEnd(before)
  if (at === "max_period_end") return periodEnd(before)
  return typeof at === "string" ? params.integer("cancel_at") : at
}

const cancellation = (world: World, before: Subscription, params: Params): Partial<Subscription> => {
  const atPeriodEnd = params.boolean("cancel_at_period_end")
  const at = endOf(before, params)
  if (atPeriodEnd !== undefined && typeof at === "number") {
    throw invalid("You may only specify one of these parameters: cancel_at, cancel_at_period_end.", {
      param: "cancel_at",
    })
  }
  if (before.schedule !== null && (atPeriodEnd !== undefined || at !== undefined)) {
    throw invalid(
      `The subscription is managed by the subscription schedule \`${before.schedule}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
    )
  }
  if (typeof at === "number") futureTime(world, at, params.nameOf("cancel_at"))
  const details = params.object("cancellation_details")
  const given = { comment: details?.nullable("comment"), feedback: details?.nullable("feedback") }
  const scheduled = atPeriodEnd
    ? scheduledCancel(world, before, "cancel_at_period_end")
    : typeof at === "number"
      ? scheduledCancel(world, before, { cancelAt: at })
      : atPeriodEnd === false || at === null
        ? scheduledCancel(world, before, "renew")
        : {}
  return details ? { ...scheduled, cancellation_details: requested(before.cancellation_details, given) } : scheduled
}

const methodOf = (world: World, before: Subscription, params: Params): string | null => {
  const id = params.nullable("default_payment_method")
  if (id === undefined) return before.default_payment_method
  if (id === null) return null
  const method = reference(world.paymentMethods, "PaymentMethod", id, "default_payment_method")
  if (method.customer === before.customer) return id
  throw invalid(`The customer does not have a payment method with the ID ${id}.`, {
    code: "resource_missing",
    param: "default_payment_method",
  })
}

const anchorsNow = (params: Params): boolean =>
  params.isObject("billing_cycle_anchor")
    ? params.object("billing_cycle_anchor")?.oneOf("type", ["now", "unchanged"]) === "now"
    : params.oneOf("billing_cycle_anchor", ["now", "unchanged"]) === "now"

/** The change that parameters ask for, of `subscriptions.update` or of a preview. */
export const readChange = (world: World, before: Subscription, params: Params): Change => {
  const trial = params.string("trial_end")
  const trialEnd = trial === undefined || trial === "now" ? trial : params.integer("trial_end")
  if (typeof trialEnd === "number") futureTime(world, trialEnd, params.nameOf("trial_end"))
  return {
    items: itemsAfter(world, before, params),
    anchorNow: anchorsNow(params),
    trialEnd: trialEnd === "now" ? "now" : trialEnd,
    fields: cancellation(world, before, params),
    proration:
      params.oneOf("proration_behavior", ["create_prorations", "always_invoice", "none"]) ?? "create_prorations",
    prorationDate: params.integer("proration_date"),
    payment: "allow_incomplete",
  }
}

/** Changes what the parameters of `subscriptions.update` name. */
export const updateSubscription = (world: World, before: Subscription, params: Params): Subscription => {
  if (before.status === "canceled" || before.status === "incomplete_expired") return updateEnded(world, before, params)
  const behaviours = ["allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete"] as const
  const change = readChange(world, before, params)
  const discounts = readDiscounts(world, params, { customer: before.customer, subscription: before.id })
  return changeSubscription(world, before, {
    ...change,
    payment: params.oneOf("payment_behavior", behaviours) ?? "allow_incomplete",
    fields: {
      ...change.fields,
      ...trialSettings(params, before.trial_settings),
      ...(params.has("payment_settings") ? paymentSettings(params) : {}),
      ...pausedCollection(world, params),
      ...(discounts === undefined ? {} : { discounts: discounts.map((one) => one.id) }),
      collection_method:
        params.oneOf("collection_method", ["charge_automatically", "send_invoice"]) ?? before.collection_method,
      days_until_due: params.integer("days_until_due") ?? before.days_until_due,
      default_payment_method: methodOf(world, before, params),
      description: params.has("description") ? (params.nullable("description") ?? null) : before.description,
      metadata: params.metadata(before.metadata),
    },
  })
}

const updateEnded = (world: World, before: Subscription, params: Params): Subscription => {
  const allowed = ["metadata", "cancellation_details"]
  if (params.names().some((name) => !allowed.includes(name)))
    throw invalid("A canceled subscription can only update its cancellation_details and metadata.")
  const details = params.object("cancellation_details")
  const given = { comment: details?.nullable("comment"), feedback: details?.nullable("feedback") }
  return saveSubscription(world, before, {
    ...before,
    metadata: params.metadata(before.metadata),
    cancellation_details: details ? requested(before.cancellation_details, given) : before.cancellation_details,
  })
}
