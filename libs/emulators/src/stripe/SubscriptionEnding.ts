import { collect } from "./Collecting.ts"
import { usageLines } from "./CycleLines.ts"
import { draft, pendingItems } from "./Drafting.ts"
import { finalize } from "./Finalizing.ts"
import { prorate } from "./Proration.ts"
import { cancelNow } from "./SubscriptionCancel.ts"
import { follow } from "./Transitions.ts"
import type { Invoice, Subscription } from "./Wire.ts"
import { resource, type World } from "./World.ts"

export interface Ending {
  /** Whether the unused time goes back as an invoice item. */
  readonly prorate: boolean
  /** Whether what is outstanding is invoiced at once. */
  readonly invoiceNow: boolean
  readonly details?: Subscription["cancellation_details"]
}

/** Ends a subscription now; answers the last invoice, when there is one. */
export const endNow = (world: World, before: Subscription, ending: Ending): Invoice | null => {
  if (ending.prorate) {
    const none: Subscription = { ...before, items: { ...before.items, data: [] } }
    prorate(world, { before, after: none, at: world.now(), restarts: false })
  }
  const lines = ending.invoiceNow ? usageLines(world, before, before.items.data, world.now()) : []
  const waits = pendingItems(world, before.customer, before.id).length > 0
  const invoice = ending.invoiceNow && (lines.length > 0 || waits) ? lastInvoice(world, before, lines) : null
  const now = resource(world.subscriptions, "subscription", before.id)
  cancelNow(world, invoice ? { ...now, latest_invoice: invoice.id } : now, ending.details)
  return invoice
}

const lastInvoice = (world: World, subscription: Subscription, lines: ReturnType<typeof usageLines>): Invoice => {
  const invoice = finalize(
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
  return invoice.status === "open" ? follow(world, collect(world, invoice)) : invoice
}
