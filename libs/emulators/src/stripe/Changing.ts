import { collect, type Outcome } from "./Collecting.ts"
import { advanceLines, usageLines } from "./CycleLines.ts"
import { draft, pendingItems } from "./Drafting.ts"
import { cardDeclined, invalid } from "./Errors.ts"
import { finalize } from "./Finalizing.ts"
import { holdBack } from "./HoldingBack.ts"
import { expirePending } from "./PendingUpdates.ts"
import { periodAfter, periodAround } from "./Periods.ts"
import { prorate } from "./Proration.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import { follow } from "./Transitions.ts"
import type { Invoice, Subscription, SubscriptionItem } from "./Wire.ts"
import { resource, type World } from "./World.ts"

export type Proration = "create_prorations" | "always_invoice" | "none"
export type PaymentBehaviour =
  | "allow_incomplete"
  | "default_incomplete"
  | "error_if_incomplete"
  | "pending_if_incomplete"

/** A change of what a subscription bills. Times in seconds. */
export interface Change {
  readonly items: ReadonlyArray<SubscriptionItem>
  readonly anchorNow: boolean
  /** A new end of the trial, `now`, or undefined for no change. */
  readonly trialEnd?: number | "now" | undefined
  readonly fields: Partial<Subscription>
  readonly proration: Proration
  readonly prorationDate?: number | undefined
  readonly payment: PaymentBehaviour
}

/** What a change comes to before anything is billed for it. */
interface Plan {
  readonly after: Subscription
  /** Whether a new period starts now. */
  readonly restarts: boolean
  readonly at: number
}

const interval = (item: SubscriptionItem | undefined): string =>
  `${item?.price.recurring?.interval}/${item?.price.recurring?.interval_count}`

const planOf = (world: World, before: Subscription, change: Change): Plan => {
  const now = world.now()
  const was = new Map(before.items.data.map((item) => [item.id, item]))
  const changesInterval = change.items.some((item) => was.has(item.id) && interval(item) !== interval(was.get(item.id)))
  const ends = change.trialEnd === "now" && before.status === "trialing"
  const trialEnd = typeof change.trialEnd === "number" ? change.trialEnd : null
  // Where a period ends just now, the renewal begins the next one.
  const over = before.status !== "trialing" && before.items.data.some((item) => item.current_period_end <= now)
  const restarts =
    trialEnd === null &&
    !over &&
    (ends ||
      (before.status !== "trialing" &&
        (change.anchorNow || (before.billing_mode.type === "classic" && changesInterval))))
  const anchor = trialEnd ?? (restarts || (over && change.anchorNow) ? now : before.billing_cycle_anchor)
  const period = (item: SubscriptionItem) => {
    if (trialEnd !== null) return { start: now, end: trialEnd }
    if (restarts) return { start: now, end: periodAfter(now, item.price.recurring) }
    if (before.status === "trialing")
      return { start: item.current_period_start, end: before.trial_end ?? item.current_period_end }
    const old = was.get(item.id)
    if (over && (!old || old.current_period_end <= now)) return { start: old?.current_period_start ?? now, end: now }
    return old && interval(old) === interval(item)
      ? { start: item.current_period_start, end: item.current_period_end }
      : periodAround(anchor, item.price.recurring, now)
  }
  const items = change.items.map((item) => {
    const { start, end } = period(item)
    return { ...item, current_period_start: start, current_period_end: end }
  })
  const after: Subscription = {
    ...before,
    ...change.fields,
    billing_cycle_anchor: anchor,
    items: { ...before.items, data: items },
    ...(trialEnd === null ? {} : { status: "trialing", trial_end: trialEnd, trial_start: before.trial_start ?? now }),
    ...(ends ? { status: "active", trial_end: now } : {}),
  }
  return { after, restarts, at: prorationDateOf(before, change, now) }
}

const prorationDateOf = (before: Subscription, change: Change, now: number): number => {
  const at = change.prorationDate ?? now
  const within = before.items.data.some((item) => item.current_period_start <= at && at <= item.current_period_end)
  if (change.prorationDate === undefined || within) return at
  throw invalid("The `proration_date` must be within the current billing period.", { param: "proration_date" })
}

/** Changes a subscription, prorates, bills what is to be billed now, and announces it all. */
export const changeSubscription = (world: World, asked: Subscription, change: Change): Subscription => {
  // A new change takes the place of one that still waits for its payment.
  const before = asked.pending_update ? expirePending(world, asked) : asked
  const { after, restarts, at } = planOf(world, before, change)
  const debitsBefore = world.debits.all().filter((one) => one.subscription === before.id)
  const prorated = change.proration === "none" ? [] : prorate(world, { before, after, at, restarts })
  if (restarts || change.proration === "none") forgetDebits(world, before, after, restarts)
  world.subscriptions.put(after.id, after)
  const billsNow = restarts || (change.proration === "always_invoice" && prorated.length > 0)
  if (!billsNow) return saveSubscription(world, before, after)
  const invoice = billNow(world, before, after, restarts)
  const billed = { ...(world.subscriptions.get(after.id) ?? after), latest_invoice: invoice.id }
  world.subscriptions.put(after.id, billed)
  if (invoice.status !== "open") return announce(world, before)
  if (change.payment === "default_incomplete") {
    world.subscriptions.put(after.id, { ...billed, status: "past_due" })
    return announce(world, before)
  }
  const outcome = collect(world, invoice)
  if (outcome.decline && change.payment === "error_if_incomplete") throw cardDeclined(outcome.decline)
  if (outcome.decline && change.payment === "pending_if_incomplete")
    return holdBack(world, { before, after: billed, invoice: outcome.invoice, debitsBefore })
  return concluded(world, before, outcome)
}

const concluded = (world: World, before: Subscription, outcome: Outcome): Subscription => {
  const now = resource(world.subscriptions, "subscription", before.id)
  // The transition is part of this change and not a second event.
  const mark = world.outbox.length
  follow(world, outcome)
  const own = world.outbox.findIndex((event, index) => index >= mark && event.type === "customer.subscription.updated")
  if (own >= 0) world.outbox.splice(own, 1)
  const after = world.subscriptions.get(before.id) ?? now
  if (after.status !== "canceled") announce(world, before)
  return after
}

const announce = (world: World, before: Subscription): Subscription => {
  const after = resource(world.subscriptions, "subscription", before.id)
  return saveSubscription(world, before, after)
}

/** What had been billed and is neither given back nor part of what goes on. */
const forgetDebits = (world: World, before: Subscription, after: Subscription, restarts: boolean): void => {
  const kept = new Set(after.items.data.map((item) => item.id))
  for (const debit of world.debits.all())
    if (debit.subscription === before.id && (restarts || !kept.has(debit.item))) world.debits.delete(debit.id)
}

/** The invoice of a change: what has been prorated, and where periods start anew their usage so far and the new period. */
const billNow = (world: World, before: Subscription, after: Subscription, restarts: boolean): Invoice => {
  const lines = restarts
    ? [
        ...usageLines(world, before, before.status === "trialing" ? [] : before.items.data, world.now()),
        ...advanceLines(world, after.items.data, false),
      ]
    : []
  const customer = resource(world.customers, "customer", after.customer)
  return finalize(
    world,
    draft(world, {
      customer,
      subscription: after,
      reason: before.status === "trialing" && restarts ? "subscription_cycle" : "subscription_update",
      lines,
      pending: lines.length > 0 || pendingItems(world, customer.id, after.id).length > 0,
      currency: after.currency,
      finalizesAt: null,
    }),
  )
}
