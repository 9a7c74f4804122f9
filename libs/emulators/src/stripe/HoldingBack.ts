import { emit } from "./Events.ts"
import type { Debit } from "./Hidden.ts"
import type { Invoice, Subscription } from "./Wire.ts"
import type { World } from "./World.ts"

/** How long a change waits for its payment, in seconds. */
const patience = 23 * 60 * 60

interface Held {
  readonly before: Subscription
  readonly after: Subscription
  readonly invoice: Invoice
  readonly debitsBefore: ReadonlyArray<Debit>
}

/** Puts the subscription back to what it was; the change waits in `pending_update` until its invoice is paid. */
export const holdBack = (world: World, { before, after, invoice, debitsBefore }: Held): Subscription => {
  const debitsAfter = world.debits.all().filter((one) => one.subscription === before.id)
  const keptIds = new Set(debitsAfter.map((one) => one.id))
  const knownIds = new Set(debitsBefore.map((one) => one.id))
  for (const debit of debitsAfter) if (!knownIds.has(debit.id)) world.debits.delete(debit.id)
  for (const debit of debitsBefore) world.debits.put(debit.id, debit)
  world.pendingChanges.put(before.id, {
    id: before.id,
    invoice: invoice.id,
    items: after.items.data,
    anchor: after.billing_cycle_anchor,
    trialEnd: after.trial_end,
    debits: debitsAfter.filter((one) => !knownIds.has(one.id)),
    settled: debitsBefore.filter((one) => !keptIds.has(one.id)).map((one) => one.id),
  })
  const held: Subscription = {
    ...before,
    latest_invoice: invoice.id,
    pending_update: {
      billing_cycle_anchor:
        after.billing_cycle_anchor === before.billing_cycle_anchor ? null : after.billing_cycle_anchor,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at: world.now() + patience,
      metadata: null,
      subscription_items: after.items.data,
      trial_end: after.trial_end === before.trial_end ? null : after.trial_end,
      trial_from_plan: null,
    },
  }
  world.subscriptions.put(held.id, held)
  emit(world, "customer.subscription.updated", held, {
    latest_invoice: before.latest_invoice,
    pending_update: before.pending_update,
  })
  return held
}
