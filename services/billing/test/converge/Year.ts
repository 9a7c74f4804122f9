import { type PriceKey, prices } from "@tango/contracts/Plans"
import * as fc from "fast-check"
import type { Books, StripeCredit, StripeInvoice, StripeSubscription } from "../../src/domain/Books.ts"

/** Something that happens to a subscription within a year, as Stripe would do it. */
export type Happening =
  | { readonly _tag: "Renew"; readonly days: number }
  | { readonly _tag: "RenewUnpaid"; readonly days: number }
  | { readonly _tag: "Retry" }
  | { readonly _tag: "Pay" }
  | { readonly _tag: "GiveUp"; readonly how: "canceled" | "unpaid" }
  | { readonly _tag: "Change"; readonly price: PriceKey; readonly seats: number }
  | { readonly _tag: "Schedule"; readonly price: PriceKey; readonly seats: number }
  | { readonly _tag: "Release" }
  | { readonly _tag: "ScheduleEnd" }
  | { readonly _tag: "Reactivate" }
  | { readonly _tag: "Cancel" }
  | { readonly _tag: "BuyAgain"; readonly price: PriceKey; readonly seats: number }
  | { readonly _tag: "Pause" }
  | { readonly _tag: "Resume" }
  | { readonly _tag: "Refund" }
  | { readonly _tag: "Dispute"; readonly how: "open" | "won" | "lost" }
  | { readonly _tag: "Credit"; readonly amount: number }
  | { readonly _tag: "WarnOfTrial" }

/** What Stripe says after it, and the events that it sends about it. */
export interface Step {
  readonly books: Books
  readonly events: ReadonlyArray<string>
}

const day = 86_400_000
// Ahead of every clock, so that what Stripe is known to have reached is the time.
const start = Date.UTC(2040, 0, 1)
const later = (date: Date, days: number) => new Date(date.getTime() + days * day)

interface World {
  now: Date
  books: Books
  count: number
}

const subscriptionEvent = (what: string) => `customer.subscription.${what}`

const put = (world: World, change: Partial<StripeSubscription>): void => {
  const [newest, ...others] = world.books.subscriptions
  if (newest === undefined) return
  world.books = { ...world.books, subscriptions: [{ ...newest, ...change }, ...others] }
}

const putInvoice = (world: World, invoice: StripeInvoice): void => {
  const others = world.books.invoices.filter(({ invoiceId }) => invoiceId !== invoice.invoiceId)
  world.books = { ...world.books, invoices: [invoice, ...others] }
}

const balance = ({ books }: World): number => books.credits.at(-1)?.balance ?? 0

const putCredit = (world: World, kind: StripeCredit["kind"], amount: number, invoiceId: string | null): void => {
  const credit: StripeCredit = {
    transactionId: `cbtxn_${++world.count}`,
    kind,
    amount,
    currency: "usd",
    balance: balance(world) + amount,
    reason: kind,
    grantedBy: kind === "granted" ? "ops" : null,
    grantId: null,
    invoiceId,
    createdAt: world.now,
  }
  world.books = { ...world.books, credits: [...world.books.credits, credit] }
}

const bill = (world: World, paid: boolean): void => {
  const [subscription] = world.books.subscriptions
  if (subscription === undefined) return
  const total = prices[subscription.price].unitAmount * subscription.seats
  const invoiceId = `in_${++world.count}`
  const credit = Math.min(balance(world), total)
  if (credit > 0) putCredit(world, "applied", -credit, invoiceId)
  const due = total - credit
  putInvoice(world, {
    invoiceId,
    subscriptionId: subscription.subscriptionId,
    number: `T-${world.count}`,
    status: paid || due === 0 ? "paid" : "open",
    currency: "usd",
    total,
    amountDue: due,
    amountPaid: paid ? due : 0,
    amountRemaining: paid ? 0 : due,
    creditApplied: credit,
    amountRefunded: 0,
    dispute: null,
    attempts: 1,
    nextAttemptAt: paid ? null : later(world.now, 3),
    createdAt: world.now,
    finalizedAt: world.now,
    paidAt: paid ? world.now : null,
    url: `https://pay.example/${invoiceId}`,
    pdfUrl: null,
  })
}

const open = ({ books }: World) =>
  books.invoices.find(
    ({ status, subscriptionId }) => status === "open" && subscriptionId === books.subscriptions[0]?.subscriptionId,
  )
const lastPaid = ({ books }: World) =>
  books.invoices.find(({ amountPaid, status }) => status === "paid" && amountPaid > 0)
const lengthOf = (price: PriceKey) => (prices[price].interval === "month" ? 30 : 365)

const begin = (world: World, price: PriceKey, seats: number, trial: boolean): ReadonlyArray<string> => {
  const end = later(world.now, trial ? 14 : lengthOf(price))
  const subscription: StripeSubscription = {
    subscriptionId: `sub_${++world.count}`,
    itemId: `si_${world.count}`,
    status: trial ? "trialing" : "active",
    price,
    seats,
    seatFloor: seats,
    currentPeriodStart: world.now,
    currentPeriodEnd: end,
    cancelAt: null,
    trialEnd: trial ? end : null,
    scheduled: null,
    scheduleId: null,
    createdAt: world.now,
    traceparent: undefined,
  }
  world.books = { ...world.books, subscriptions: [subscription, ...world.books.subscriptions] }
  if (!trial) bill(world, true)
  return ["checkout.session.completed", subscriptionEvent("created"), "invoice.finalized", "invoice.paid"]
}

const renew = (world: World, days: number, paid: boolean): ReadonlyArray<string> => {
  const [subscription] = world.books.subscriptions
  if (subscription === undefined) return []
  world.now = later(subscription.currentPeriodEnd, days / 24)
  if (subscription.cancelAt !== null) {
    put(world, { status: "canceled", scheduled: null, scheduleId: null })
    return [subscriptionEvent("deleted")]
  }
  const { price, seats } = subscription.scheduled ?? subscription
  const currentPeriodEnd = later(subscription.currentPeriodEnd, lengthOf(price))
  const currentPeriodStart = subscription.currentPeriodEnd
  const status = paid ? ("active" as const) : ("past_due" as const)
  put(world, {
    price,
    seats,
    currentPeriodStart,
    currentPeriodEnd,
    status,
    trialEnd: null,
    scheduled: null,
    scheduleId: null,
  })
  bill(world, paid)
  return [
    subscriptionEvent("updated"),
    "invoice.created",
    "invoice.finalized",
    paid ? "invoice.paid" : "invoice.payment_failed",
  ]
}

const payOpen = (world: World): ReadonlyArray<string> => {
  const invoice = open(world)
  if (invoice === undefined) return []
  const paid = { status: "paid" as const, amountPaid: invoice.amountRemaining, amountRemaining: 0 }
  putInvoice(world, { ...invoice, ...paid, attempts: invoice.attempts + 1, paidAt: world.now, nextAttemptAt: null })
  if (open(world) === undefined) put(world, { status: "active" })
  return ["invoice.paid", subscriptionEvent("updated")]
}

/** Does what happens, where it can happen; gives the events that tell of it. */
const happen = (world: World, happening: Happening): ReadonlyArray<string> => {
  const [subscription] = world.books.subscriptions
  if (subscription === undefined) return []
  const { status } = subscription
  const ended = status === "canceled"
  const live = status === "active" || status === "trialing"
  world.now = later(world.now, 1)
  switch (happening._tag) {
    case "Renew":
      return live ? renew(world, happening.days, true) : []
    case "RenewUnpaid":
      return live ? renew(world, happening.days, false) : []
    case "Retry": {
      const invoice = open(world)
      if (invoice === undefined) return []
      world.now = later(world.now, 3)
      putInvoice(world, { ...invoice, attempts: invoice.attempts + 1, nextAttemptAt: later(world.now, 3) })
      return ["invoice.updated", "invoice.payment_failed"]
    }
    case "Pay":
      return ended ? [] : payOpen(world)
    case "GiveUp":
      if (status !== "past_due") return []
      put(world, { status: happening.how })
      return [subscriptionEvent(happening.how === "canceled" ? "deleted" : "updated")]
    case "Change":
      if (!live) return []
      put(world, {
        price: happening.price,
        seats: happening.seats,
        seatFloor: happening.seats,
        scheduled: null,
        scheduleId: null,
      })
      bill(world, true)
      return [subscriptionEvent("updated"), "invoice.finalized", "invoice.paid"]
    case "Schedule":
      if (!live || subscription.cancelAt !== null) return []
      put(world, {
        scheduleId: `sub_sched_${++world.count}`,
        scheduled: { price: happening.price, seats: happening.seats, at: subscription.currentPeriodEnd },
      })
      return ["subscription_schedule.updated", subscriptionEvent("updated")]
    case "Release":
      if (subscription.scheduled === null) return []
      put(world, { scheduled: null, scheduleId: null })
      return ["subscription_schedule.released"]
    case "ScheduleEnd":
      if (!live) return []
      put(world, { cancelAt: subscription.currentPeriodEnd })
      return [subscriptionEvent("updated")]
    case "Reactivate":
      if (ended || subscription.cancelAt === null) return []
      put(world, { cancelAt: null })
      return [subscriptionEvent("updated")]
    case "Cancel":
      if (ended) return []
      put(world, { status: "canceled", scheduled: null, scheduleId: null })
      return [subscriptionEvent("deleted")]
    case "BuyAgain":
      return ended ? begin(world, happening.price, happening.seats, false) : []
    case "Pause":
      if (status !== "active") return []
      put(world, { status: "paused" })
      return [subscriptionEvent("paused")]
    case "Resume":
      if (status !== "paused") return []
      put(world, { status: "active" })
      return [subscriptionEvent("resumed")]
    case "Refund": {
      const invoice = lastPaid(world)
      if (invoice === undefined) return []
      putInvoice(world, { ...invoice, amountRefunded: invoice.amountPaid })
      return ["charge.refunded"]
    }
    case "Dispute": {
      const invoice = lastPaid(world)
      if (invoice === undefined) return []
      putInvoice(world, { ...invoice, dispute: happening.how })
      return ["charge.dispute.created"]
    }
    case "Credit":
      putCredit(world, "granted", happening.amount, null)
      return ["customer.updated"]
    case "WarnOfTrial":
      if (status !== "trialing") return []
      return [subscriptionEvent("trial_will_end")]
  }
}

export interface Beginning {
  readonly price: PriceKey
  readonly seats: number
  readonly trial: boolean
}

/** The year as steps; what could not happen leaves none. */
const year = (beginning: Beginning, happenings: ReadonlyArray<Happening>): ReadonlyArray<Step> => {
  const world: World = { now: new Date(start), books: { subscriptions: [], invoices: [], credits: [] }, count: 0 }
  const steps: Array<Step> = []
  const add = (events: ReadonlyArray<string>) => {
    if (events.length > 0) steps.push({ books: world.books, events })
  }
  add(begin(world, beginning.price, beginning.seats, beginning.trial))
  for (const happening of happenings) {
    if (world.now.getTime() > start + 366 * day) break
    add(happen(world, happening))
  }
  return steps
}

const price = fc.constantFrom<PriceKey>("pro_monthly", "pro_annual", "business_monthly", "business_annual")
const seats = fc.integer({ min: 1, max: 9 })
const terms = { price, seats }
const days = fc.integer({ min: 0, max: 2 })
const just = <Tag extends string>(tag: Tag) => fc.constant({ _tag: tag } as const)

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ _tag: fc.constant("Renew" as const), days }) },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant("RenewUnpaid" as const), days }) },
  { weight: 2, arbitrary: just("Retry") },
  { weight: 4, arbitrary: just("Pay") },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("GiveUp" as const),
      how: fc.constantFrom("canceled" as const, "unpaid" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Change" as const), ...terms }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Schedule" as const), ...terms }) },
  { weight: 1, arbitrary: just("Release") },
  { weight: 2, arbitrary: just("ScheduleEnd") },
  { weight: 2, arbitrary: just("Reactivate") },
  { weight: 1, arbitrary: just("Cancel") },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant("BuyAgain" as const), ...terms }) },
  { weight: 1, arbitrary: just("Pause") },
  { weight: 2, arbitrary: just("Resume") },
  { weight: 1, arbitrary: just("Refund") },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("Dispute" as const),
      how: fc.constantFrom("open" as const, "won" as const, "lost" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constant("Credit" as const), amount: fc.integer({ min: 1, max: 9000 }) }),
  },
  { weight: 1, arbitrary: just("WarnOfTrial") },
)

/** A year's life of a subscription. */
export const someYear: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(fc.record({ ...terms, trial: fc.boolean() }), fc.array(happening, { minLength: 8, maxLength: 24 }))
  .map(([beginning, happenings]) => year(beginning, happenings))
