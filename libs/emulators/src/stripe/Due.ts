import { settled } from "./CheckoutSessions.ts"
import { collect } from "./Collecting.ts"
import { emit } from "./Events.ts"
import { voidInvoice } from "./InvoiceClosing.ts"
import { announceTrialEnd, announceUpcoming, noticesOf } from "./Notices.ts"
import { expirePending } from "./PendingUpdates.ts"
import { day } from "./Periods.ts"
import { finalizeAndCollect, renew } from "./Renewing.ts"
import { advancePhases, begin } from "./SchedulePhases.ts"
import { firstPeriodEnd } from "./SubscriptionCancel.ts"
import { endNow } from "./SubscriptionEnding.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import { follow } from "./Transitions.ts"
import type { Invoice, Schedule, Subscription } from "./Wire.ts"
import { settingsOf, type World } from "./World.ts"

/** Something that happens by itself at a time in seconds. Of what happens together, the lower rank comes first. */
export interface Due {
  readonly at: number
  readonly rank: number
  readonly run: () => void
}

const incompleteFor = 23 * 60 * 60
const billed = ["active", "past_due", "trialing", "unpaid"]

/** What waits for its time on a test clock, or on the emulators' own. */
export const allDue = (world: World, clock: string | null): ReadonlyArray<Due> => [
  ...world.subscriptions
    .live()
    .filter((one) => one.test_clock === clock)
    .flatMap((one) => ofSubscription(world, one)),
  ...world.schedules
    .live()
    .filter((one) => one.test_clock === clock)
    .flatMap((one) => ofSchedule(world, one)),
  ...world.invoices
    .live()
    .filter((one) => one.test_clock === clock)
    .flatMap((one) => ofInvoice(world, one)),
  ...world.sessions
    .live()
    .filter((one) => (world.customers.get(one.customer ?? "")?.test_clock ?? null) === clock)
    .map((one) => ({ at: one.expires_at, rank: 9, run: () => void settled(world, one) })),
]

const ofSubscription = (world: World, one: Subscription): ReadonlyArray<Due> => {
  const due: Array<Due> = []
  const add = (at: number | null | undefined, rank: number, run: () => void) => {
    if (typeof at === "number") due.push({ at, rank, run })
  }
  if (one.status === "incomplete") add(one.created + incompleteFor, 8, () => expire(world, one))
  add(one.pending_update?.expires_at, 8, () => void expirePending(world, one))
  add(one.pause_collection?.resumes_at, 3, () => void saveSubscription(world, one, { ...one, pause_collection: null }))
  if (billed.includes(one.status) || one.status === "paused") {
    const early = one.cancel_at !== null && one.cancel_at < firstPeriodEnd(one) && one.status !== "trialing"
    add(
      one.cancel_at,
      0,
      () => void endNow(world, one, { prorate: early, invoiceNow: true, details: one.cancellation_details }),
    )
  }
  if (!billed.includes(one.status)) return due
  const end = firstPeriodEnd(one)
  add(end, 4, () => void renew(world, one))
  const told = noticesOf(world, one.id)
  const trialEnd = one.status === "trialing" ? one.trial_end : null
  if (trialEnd !== null && told.trialWillEnd !== trialEnd)
    add(Math.max(trialEnd - 3 * day, one.trial_start ?? 0), 2, () => announceTrialEnd(world, one, trialEnd))
  const ends = one.cancel_at !== null && one.cancel_at <= end
  if (!ends && told.upcoming !== end) {
    const start = Math.max(...one.items.data.map((item) => item.current_period_start))
    add(Math.max(end - settingsOf(world).upcomingDays * day, start), 2, () => announceUpcoming(world, one, end))
  }
  return due
}

const expire = (world: World, subscription: Subscription): void => {
  saveSubscription(world, subscription, { ...subscription, status: "incomplete_expired", ended_at: world.now() })
  const invoice = world.invoices.get(subscription.latest_invoice ?? "")
  if (invoice?.status === "open") voidInvoice(world, invoice)
}

const ofSchedule = (world: World, one: Schedule): ReadonlyArray<Due> => {
  const start = one.phases[0]?.start_date
  if (one.status === "not_started" && start !== undefined)
    return [{ at: start, rank: 1, run: () => void begin(world, one) }]
  const subscription = world.subscriptions.get(one.subscription ?? "")
  if (!one.current_phase || !subscription) return []
  return [{ at: one.current_phase.end_date, rank: 1, run: () => advancePhases(world, subscription) }]
}

const ofInvoice = (world: World, one: Invoice): ReadonlyArray<Due> => {
  if (!one.auto_advance) return []
  if (one.status === "draft" && one.automatically_finalizes_at !== null)
    return [{ at: one.automatically_finalizes_at, rank: 5, run: () => finalizeDraft(world, one) }]
  if (one.status === "open" && one.next_payment_attempt !== null)
    return [{ at: one.next_payment_attempt, rank: 6, run: () => void follow(world, collect(world, one)) }]
  return []
}

const finalizeDraft = (world: World, draft: Invoice): void => {
  emit(
    world,
    "invoice.updated",
    { ...draft, automatically_finalizes_at: null },
    {
      automatically_finalizes_at: draft.automatically_finalizes_at,
    },
  )
  finalizeAndCollect(world, draft)
}
