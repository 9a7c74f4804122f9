import type { Outcome } from "./Collecting.ts"
import { subscriptionOf } from "./Collecting.ts"
import { saveCustomer } from "./CustomerFields.ts"
import { emit } from "./Events.ts"
import { applyPending } from "./PendingUpdates.ts"
import { day } from "./Periods.ts"
import { cancelNow, nothingRequested } from "./SubscriptionCancel.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import type { Invoice, Subscription } from "./Wire.ts"
import { settingsOf, type World } from "./World.ts"

/** What an attempt to collect means for the customer, the subscription and the next attempt. */
export const follow = (world: World, outcome: Outcome): Invoice => {
  const { invoice } = outcome
  const customer = world.customers.get(invoice.customer ?? "")
  const failed = invoice.status !== "paid"
  if (customer && customer.delinquent !== failed) saveCustomer(world, customer, { ...customer, delinquent: failed })
  const subscription = subscriptionOf(world, invoice)
  if (!subscription) return invoice
  if (failed) return afterFailure(world, invoice, subscription)
  afterPayment(world, invoice, subscription)
  return invoice
}

/** A paid, voided or given-up latest invoice brings a subscription back. */
export const afterPayment = (world: World, invoice: Invoice, subscription: Subscription): void => {
  if (applyPending(world, invoice, subscription)) return
  if (subscription.latest_invoice !== invoice.id) return
  if (!["incomplete", "past_due", "unpaid"].includes(subscription.status)) return
  const trialing = (subscription.trial_end ?? 0) > world.now()
  saveSubscription(world, subscription, { ...subscription, status: trialing ? "trialing" : "active" })
}

const afterFailure = (world: World, invoice: Invoice, subscription: Subscription): Invoice => {
  if (subscription.status === "incomplete" || world.pendingChanges.get(subscription.id)?.invoice === invoice.id)
    return invoice
  const next = nextAttempt(world, invoice)
  const waiting: Invoice = { ...invoice, auto_advance: next !== null, next_payment_attempt: next }
  world.invoices.put(waiting.id, waiting)
  emit(world, "invoice.updated", waiting, { next_payment_attempt: invoice.next_payment_attempt })
  if (next === null) exhausted(world, subscription)
  else if (subscription.status === "active" || subscription.status === "trialing")
    saveSubscription(world, subscription, { ...subscription, status: "past_due" })
  return waiting
}

/** When to try again, in seconds; null when all tries are used up. */
const nextAttempt = (world: World, invoice: Invoice): number | null => {
  const wait = settingsOf(world).retryDays[invoice.attempt_count - 1]
  return wait === undefined ? null : world.now() + wait * day
}

const exhausted = (world: World, subscription: Subscription): void => {
  const { afterRetries } = settingsOf(world)
  if (afterRetries === "cancel") cancelNow(world, subscription, { ...nothingRequested, reason: "payment_failed" })
  else saveSubscription(world, subscription, { ...subscription, status: afterRetries })
}
