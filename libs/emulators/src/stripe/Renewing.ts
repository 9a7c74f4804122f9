import { collect, methodFor } from "./Collecting.ts"
import { advanceLines, usageLines } from "./CycleLines.ts"
import { draft } from "./Drafting.ts"
import { emit } from "./Events.ts"
import { finalize } from "./Finalizing.ts"
import { markUncollectible, voidInvoice } from "./InvoiceClosing.ts"
import { pauseNow } from "./Pausing.ts"
import { day, periodAround } from "./Periods.ts"
import { cancelNow, nothingRequested } from "./SubscriptionCancel.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import { afterPayment, follow } from "./Transitions.ts"
import type { Invoice, Subscription } from "./Wire.ts"
import { resource, type World } from "./World.ts"

/** How long a renewal's invoice stays a draft, in seconds. */
const draftTime = 60 * 60

/** Begins the next period of what ends now, with a draft of its invoice; a trial ends the way it was told to. */
export const renew = (world: World, before: Subscription): Invoice | null => {
  const trialEnds = before.status === "trialing"
  if (trialEnds && !hasMethod(world, before)) {
    const missing = before.trial_settings?.end_behavior.missing_payment_method
    if (missing === "cancel") return end(world, before)
    if (missing === "pause") {
      pauseNow(world, before, "trial_end_without_payment_method")
      return null
    }
  }
  const { after, invoice } = nextPeriod(world, before)
  world.subscriptions.put(after.id, before)
  saveSubscription(world, before, after)
  return invoice
}

const nextPeriod = (world: World, before: Subscription): { after: Subscription; invoice: Invoice } => {
  const now = world.now()
  const trialEnds = before.status === "trialing"
  const due = before.items.data.filter((item) => item.current_period_end <= now)
  const used = trialEnds ? [] : usageLines(world, before, due, now)
  const next = due.map((item) => ({
    ...item,
    current_period_start: item.current_period_end,
    current_period_end: periodAround(before.billing_cycle_anchor, item.price.recurring, item.current_period_end).end,
  }))
  for (const debit of world.debits.all())
    if (debit.subscription === before.id && debit.end <= now) world.debits.delete(debit.id)
  const items = before.items.data.map((item) => next.find((one) => one.id === item.id) ?? item)
  const moved: Subscription = {
    ...before,
    items: { ...before.items, data: items },
    status: trialEnds ? "active" : before.status,
  }
  world.subscriptions.put(moved.id, moved)
  const held = before.status === "unpaid" || before.pause_collection?.behavior === "keep_as_draft"
  const invoice = draft(world, {
    customer: resource(world.customers, "customer", before.customer),
    subscription: moved,
    reason: "subscription_cycle",
    lines: [...used, ...advanceLines(world, next, false)],
    pending: true,
    currency: before.currency,
    finalizesAt: held ? null : now + draftTime,
    fields: { period_start: Math.min(now, ...due.map((item) => item.current_period_start)), period_end: now },
  })
  const left = resource(world.subscriptions, "subscription", before.id)
  return { after: { ...left, latest_invoice: invoice.id }, invoice }
}

const hasMethod = (world: World, { default_payment_method: own, customer }: Subscription): boolean =>
  own !== null || (world.customers.get(customer)?.invoice_settings.default_payment_method ?? null) !== null

const end = (world: World, before: Subscription): null => {
  cancelNow(world, before, { ...nothingRequested, reason: "payment_failed" })
  return null
}

/** Finalizes a draft whose hour is over and collects it, as far as collection is not paused. */
export const finalizeAndCollect = (world: World, invoice: Invoice): Invoice => {
  const subscription = world.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? "")
  const open = finalize(world, invoice)
  if (open.status === "paid") {
    if (subscription) afterPayment(world, open, subscription)
    return open
  }
  const pause = subscription?.pause_collection?.behavior
  if (pause === "void") return voidInvoice(world, open)
  if (pause === "mark_uncollectible") return markUncollectible(world, open)
  if (open.collection_method === "send_invoice") {
    const sent = { ...open, due_date: world.now() + (subscription?.days_until_due ?? 30) * day }
    world.invoices.put(sent.id, sent)
    emit(world, "invoice.sent", sent)
    return sent
  }
  return follow(world, collect(world, open, { method: methodFor(world, open) }))
}
