import { collect } from "./Collecting.ts"
import { advanceLines, usageLines } from "./CycleLines.ts"
import { draft, pendingItems } from "./Drafting.ts"
import { differences } from "./Differences.ts"
import { emit } from "./Events.ts"
import { invalid } from "./Errors.ts"
import { finalize } from "./Finalizing.ts"
import { createInvoiceItem } from "./InvoiceItemCreation.ts"
import { Params } from "./Params.ts"
import { periodAfter, periodAround } from "./Periods.ts"
import { prorate } from "./Proration.ts"
import { follow } from "./Transitions.ts"
import type { Subscription } from "./Wire.ts"
import { resource, type World } from "./World.ts"

type Paused = NonNullable<Subscription["status_details"]>["paused"]["subscription"]["type"]

/** Stops the service and the bills, and says so. */
export const pauseNow = (world: World, before: Subscription, why: Paused): Subscription => {
  const after: Subscription = {
    ...before,
    status: "paused",
    status_details: {
      paused: { subscription: { type: why }, transitioned_at: world.now(), type: "subscription" },
    },
  }
  world.subscriptions.put(after.id, after)
  emit(world, "customer.subscription.paused", after)
  emit(world, "customer.subscription.updated", after, differences(before, after))
  return after
}

const billNow = (world: World, subscription: Subscription, lines: ReturnType<typeof usageLines>) =>
  finalize(
    world,
    draft(world, {
      customer: resource(world.customers, "customer", subscription.customer),
      subscription,
      reason: "subscription_update",
      lines,
      pending: true,
      currency: subscription.currency,
      finalizesAt: null,
    }),
  )

/** `subscriptions.pause`: credits unused time and bills usage as told, on an invoice now or on the next one. */
export const pause = (world: World, before: Subscription, params: Params): Subscription => {
  if (!["active", "past_due", "trialing"].includes(before.status))
    throw invalid(`A subscription with the status ${before.status} cannot be paused.`)
  const bill = params.object("bill_for")
  const unused = bill?.object("unused_time_from")?.oneOf("type", ["now", "none", "item_current_period_start"]) ?? "now"
  const usage = bill?.object("outstanding_usage_through")?.oneOf("type", ["now", "none"]) ?? "now"
  const from = unused === "now" ? world.now() : Math.min(...before.items.data.map((item) => item.current_period_start))
  const none: Subscription = { ...before, items: { ...before.items, data: [] } }
  if (unused !== "none") prorate(world, { before, after: none, at: from, restarts: false })
  const used = usage === "now" ? usageLines(world, before, before.items.data, world.now()) : []
  const now = params.oneOf("invoicing_behavior", ["invoice", "pending_invoice_item"]) === "invoice"
  if (!now) for (const line of used) wait(world, before, line)
  const bills = now && (used.length > 0 || pendingItems(world, before.customer, before.id).length > 0)
  const invoice = bills ? billNow(world, before, used) : undefined
  if (invoice?.status === "open") follow(world, collect(world, invoice))
  const left = resource(world.subscriptions, "subscription", before.id)
  return pauseNow(world, invoice ? { ...left, latest_invoice: invoice.id } : left, "pause_requested")
}

const wait = (world: World, subscription: Subscription, line: ReturnType<typeof usageLines>[number]): void => {
  const fields = { amount: String(line.amount), currency: line.currency, description: line.description ?? "Usage" }
  createInvoiceItem(world, new Params(fields), { customer: subscription.customer, subscription: subscription.id })
}

/** `subscriptions.resume`: a new period from now, or the rest of the old one, billed at once. */
export const resume = (world: World, before: Subscription, params: Params): Subscription => {
  if (before.status !== "paused") throw invalid("This subscription cannot be resumed because it is not paused.")
  const unchanged = params.object("billing_cycle_anchor")?.oneOf("type", ["now", "unchanged"]) === "unchanged"
  const proration = params.oneOf("proration_behavior", ["create_prorations", "always_invoice", "none"])
  const now = world.now()
  const items = before.items.data.map((item) => {
    const whole = periodAround(before.billing_cycle_anchor, item.price.recurring, now)
    return unchanged
      ? { ...item, current_period_start: whole.start, current_period_end: whole.end }
      : { ...item, current_period_start: now, current_period_end: periodAfter(now, item.price.recurring) }
  })
  const resumed: Subscription = {
    ...before,
    billing_cycle_anchor: unchanged ? before.billing_cycle_anchor : now,
    items: { ...before.items, data: items },
    status: "active",
  }
  delete resumed.status_details
  world.subscriptions.put(resumed.id, resumed)
  const none: Subscription = { ...before, status: "active", items: { ...before.items, data: [] } }
  if (unchanged && proration !== "none")
    prorate(world, { before: none, after: resumed, at: params.integer("proration_date") ?? now, restarts: false })
  const bills = !unchanged || proration === "always_invoice"
  const invoice = bills ? billNow(world, resumed, unchanged ? [] : advanceLines(world, items, false)) : undefined
  const after = invoice ? { ...resumed, latest_invoice: invoice.id } : resumed
  world.subscriptions.put(after.id, after)
  const waits = params.oneOf("payment_behavior", ["resume_on_payment_attempt", "resume_on_payment_success"])
  const outcome = invoice?.status === "open" ? collect(world, invoice) : undefined
  if (outcome?.decline && waits === "resume_on_payment_success") {
    world.subscriptions.put(before.id, { ...before, latest_invoice: outcome.invoice.id })
    return resource(world.subscriptions, "subscription", before.id)
  }
  emit(world, "customer.subscription.resumed", after)
  emit(world, "customer.subscription.updated", after, differences(before, after))
  if (outcome) follow(world, outcome)
  return resource(world.subscriptions, "subscription", before.id)
}
