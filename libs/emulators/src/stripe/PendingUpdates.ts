import { emit } from "./Events.ts"
import { voidInvoice } from "./InvoiceClosing.ts"
import type { Invoice, Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

/** Lets a change that waited for this invoice come true. Answers whether there was one. */
export const applyPending = (world: World, invoice: Invoice, subscription: Subscription): boolean => {
  const pending = world.pendingChanges.get(subscription.id)
  if (!pending || pending.invoice !== invoice.id) return false
  const after: Subscription = {
    ...subscription,
    billing_cycle_anchor: pending.anchor,
    items: { ...subscription.items, data: [...pending.items] },
    latest_invoice: invoice.id,
    pending_update: null,
    trial_end: pending.trialEnd,
  }
  for (const id of pending.settled) world.debits.delete(id)
  for (const debit of pending.debits) world.debits.put(debit.id, debit)
  world.pendingChanges.delete(subscription.id)
  world.subscriptions.put(after.id, after)
  emit(world, "customer.subscription.pending_update_applied", after)
  emit(world, "customer.subscription.updated", after, {
    items: subscription.items,
    pending_update: subscription.pending_update,
  })
  return true
}

/** Forgets a change whose invoice was not paid in time. */
export const expirePending = (world: World, subscription: Subscription): Subscription => {
  const pending = world.pendingChanges.get(subscription.id)
  const after: Subscription = { ...subscription, pending_update: null }
  world.pendingChanges.delete(subscription.id)
  world.subscriptions.put(after.id, after)
  const invoice = world.invoices.get(pending?.invoice ?? "")
  if (invoice?.status === "open") voidInvoice(world, invoice)
  emit(world, "customer.subscription.pending_update_expired", after)
  return after
}
