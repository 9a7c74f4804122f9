import { type PlanName, prices } from "@tango/contracts/Plans"
import type { Books, StripeCredit, StripeInvoice, StripeSubscription } from "./Books.ts"
import { dunningOf } from "./Dunning.ts"
import { type InvoiceAnnouncement, newsOfInvoice } from "./InvoiceNews.ts"
import { type Overdue, same, sameToOthers, type Snapshot, snapshotOf, standingOf } from "./Subscription.ts"
import { stateOf } from "./State.ts"

/** What the organization has been told already, so that it is told once. */
export interface Told {
  /** The end of trial it was warned of. */
  readonly trialEnd: Date | null
  /** The overdue invoice of which it heard, and how often. */
  readonly invoiceId: string | null
  readonly reminders: number
}

/** Our copy of what Stripe says of one customer. */
export interface Copy {
  readonly snapshot: Snapshot | null
  /** Of the events about the subscription; rises with each. */
  readonly version: number
  readonly told: Told
  readonly invoices: ReadonlyArray<StripeInvoice>
  /** The transactions that the ledger has. */
  readonly credits: ReadonlySet<string>
}

export const emptyCopy: Copy = {
  snapshot: null,
  version: 0,
  told: { trialEnd: null, invoiceId: null, reminders: 0 },
  invoices: [],
  credits: new Set(),
}

/** What others are to hear. */
export type Announcement =
  | {
      readonly _tag: "SubscriptionChanged"
      readonly snapshot: Snapshot
      readonly previousPlan: PlanName
      /** Set when it follows from the Checkout and not from something later. */
      readonly begins: StripeSubscription | null
    }
  | { readonly _tag: "TrialEnding"; readonly subscriptionId: string; readonly plan: PlanName; readonly trialEnd: Date }
  | {
      readonly _tag: "PaymentFailed"
      readonly subscriptionId: string
      readonly invoice: StripeInvoice
      readonly reminder: number
      readonly restrictedAt: Date
    }
  | {
      readonly _tag: "PaymentRecovered"
      readonly subscriptionId: string
      readonly invoice: StripeInvoice
      readonly reminder: number
    }
  | InvoiceAnnouncement
  | { readonly _tag: "CreditsChanged"; readonly credit: StripeCredit }

/** What is to be written because of what Stripe says; nothing of it where all is known already. */
export interface Changes {
  readonly snapshot: Snapshot | null
  readonly told: Told | null
  readonly invoices: ReadonlyArray<StripeInvoice>
  readonly credits: ReadonlyArray<StripeCredit>
  readonly announcements: ReadonlyArray<Announcement>
}

export const isNothing = ({ announcements, credits, invoices, snapshot, told }: Changes): boolean =>
  snapshot === null && told === null && invoices.length + credits.length + announcements.length === 0

const trialWarningMilliseconds = 3 * 86_400_000 + 3_600_000

/** The latest moment that Stripe is known to have reached: a customer on a test clock lives ahead of ours. */
export const latestKnown = ({ invoices, subscriptions, testTime }: Books, clock: Date): Date =>
  new Date(
    Math.max(
      clock.getTime(),
      (testTime ?? clock).getTime(),
      ...invoices.map(({ createdAt }) => createdAt.getTime()),
      ...subscriptions.map(({ currentPeriodStart }) => currentPeriodStart.getTime()),
    ),
  )

const sameInvoice = (one: StripeInvoice, other: StripeInvoice): boolean => JSON.stringify(one) === JSON.stringify(other)

const trial = (copy: Copy, snapshot: Snapshot | null, now: Date, hinted: boolean): Date | null => {
  const end = snapshot?.trialEnd ?? null
  if (end === null || copy.told.trialEnd?.getTime() === end.getTime()) return null
  return hinted || end.getTime() - now.getTime() <= trialWarningMilliseconds ? end : null
}

const overdueNews = (copy: Copy, overdue: Overdue | null, snapshot: Snapshot | null, books: Books, now: Date) => {
  const before = copy.told
  const news: Array<Announcement> = []
  const find = (id: string) => books.invoices.find(({ invoiceId }) => invoiceId === id)
  const settled =
    before.invoiceId !== null && before.invoiceId !== overdue?.invoiceId ? find(before.invoiceId) : undefined
  if (settled?.status === "paid")
    news.push({
      _tag: "PaymentRecovered",
      subscriptionId: settled.subscriptionId ?? "",
      invoice: settled,
      reminder: before.reminders + 1,
    })
  if (overdue === null || snapshot === null) return { news, invoiceId: null, reminders: 0 }
  const subscription = books.subscriptions.find(({ subscriptionId }) => subscriptionId === snapshot.subscriptionId)
  const dunning = subscription === undefined ? undefined : dunningOf(stateOf(subscription, books.invoices), now)
  const told = before.invoiceId === overdue.invoiceId ? before.reminders : 0
  const invoice = find(overdue.invoiceId)
  if (dunning === undefined || dunning._tag === "Settled" || invoice === undefined || dunning.reminders <= told)
    return { news, invoiceId: overdue.invoiceId, reminders: told }
  const { reminders: reminder, restrictedAt } = dunning
  news.push({ _tag: "PaymentFailed", subscriptionId: snapshot.subscriptionId, invoice, reminder, restrictedAt })
  return { news, invoiceId: overdue.invoiceId, reminders: reminder }
}

const subscriptionNews = (copy: Copy, snapshot: Snapshot | null, books: Books): ReadonlyArray<Announcement> => {
  if (snapshot === null || (copy.snapshot !== null && sameToOthers(copy.snapshot, snapshot))) return []
  const standing = standingOf(books.subscriptions)
  const isNew = copy.snapshot?.subscriptionId !== snapshot.subscriptionId || copy.snapshot.status === "incomplete"
  const begins = isNew && standing._tag !== "None" ? standing.subscription : null
  return [{ _tag: "SubscriptionChanged", snapshot, previousPlan: copy.snapshot?.plan ?? "free", begins }]
}

/** Compares what Stripe says with our copy. `trialEndingHinted` when Stripe itself has said that a trial ends. */
export const digest = (copy: Copy, books: Books, now: Date, trialEndingHinted: boolean): Changes => {
  const snapshot = snapshotOf(books, copy.snapshot, now)
  const known = new Map(copy.invoices.map((invoice) => [invoice.invoiceId, invoice]))
  const invoices = books.invoices.filter((invoice) => {
    const before = known.get(invoice.invoiceId)
    return before === undefined || !sameInvoice(before, invoice)
  })
  const credits = books.credits.filter(({ transactionId }) => !copy.credits.has(transactionId))
  const trialEnd = trial(copy, snapshot, now, trialEndingHinted)
  const { news, ...overdueTold } = overdueNews(copy, snapshot?.overdue ?? null, snapshot, books, now)
  const told: Told = { ...overdueTold, trialEnd: trialEnd ?? copy.told.trialEnd }
  const toldIsSame =
    trialEnd === null && told.invoiceId === copy.told.invoiceId && told.reminders === copy.told.reminders
  return {
    snapshot: snapshot !== null && copy.snapshot !== null && same(copy.snapshot, snapshot) ? null : snapshot,
    told: toldIsSame ? null : told,
    invoices,
    credits,
    announcements: [
      ...subscriptionNews(copy, snapshot, books),
      ...(trialEnd === null || snapshot === null
        ? []
        : [
            {
              _tag: "TrialEnding" as const,
              subscriptionId: snapshot.subscriptionId,
              plan: prices[snapshot.price].plan,
              trialEnd,
            },
          ]),
      ...news,
      ...invoices.flatMap((invoice) => newsOfInvoice(invoice, known.get(invoice.invoiceId))),
      ...credits.map((credit) => ({ _tag: "CreditsChanged" as const, credit })),
    ],
  }
}
