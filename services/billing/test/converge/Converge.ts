import { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { Effect, Layer, ManagedRuntime, References } from "effect"
import { Customers } from "../../src/Customers.ts"
import type { Books } from "../../src/domain/Books.ts"
import { type Announcement, digest, isNothing, latestKnown } from "../../src/domain/Digest.ts"
import { sameToOthers, snapshotOf } from "../../src/domain/Subscription.ts"
import type { Store } from "../../src/Store.ts"
import { StripeBooks } from "../../src/stripe/StripeBooks.ts"
import { StripeChanges } from "../../src/stripe/StripeChanges.ts"
import { StripeEvents } from "../../src/StripeEvents.ts"
import { Subscriptions } from "../../src/Subscriptions.ts"
import type { Case } from "./Deliveries.ts"
import { layerMemoryStore, nothingWritten, type Written } from "./MemoryStore.ts"

const organization = OrganizationId.make("organization-test-converge")
const customer = "cus_converge"
const noBooks: Books = { subscriptions: [], invoices: [], credits: [] }

/** Stripe as far as it is asked: what it says now, given a while after it was looked up, now sooner, now later. */
const layerModel = (stripe: { books: Books }, questions = { count: 0 }) =>
  Layer.mergeAll(
    Layer.mock(StripeBooks, {
      read: () =>
        Effect.gen(function* () {
          yield* Effect.yieldNow
          const { books } = stripe
          for (let wait = (questions.count++ * 7) % 9; wait > 0; wait--) yield* Effect.yieldNow
          return books
        }),
    }),
    Layer.mock(StripeChanges, {}),
  )

const layerCustomers = Layer.mock(Customers, {
  ensure: Effect.succeed(customer),
  find: Effect.succeed(customer),
  organizationOf: () => Effect.succeed(organization),
})

/** The real reaction to Stripe's events, on a store that is given. */
const layerReaction = <E, R>(stripe: { books: Books }, store: Layer.Layer<Store, E, R>) =>
  StripeEvents.layer.pipe(
    Layer.provideMerge(Subscriptions.layer),
    Layer.provide(layerCustomers),
    Layer.provide(layerModel(stripe)),
    Layer.provide(store),
    Layer.provide(OutboxSignal.layer),
  )

/** Lets the year happen while the news of it arrive, then looks at Stripe once more, as the nightly job does. */
const play = ({ deliveries, steps }: Case, stripe: { books: Books }, { reconciles = true } = {}) =>
  Effect.gen(function* () {
    const events = yield* StripeEvents
    const subscriptions = yield* Subscriptions
    for (const [slot, step] of steps.entries()) {
      stripe.books = step.books
      const arriving = deliveries.filter((delivery) => delivery.slot === slot).toSorted((a, b) => a.rank - b.rank)
      const tasks: Array<Effect.Effect<void, ProviderUnavailable>> = arriving.map(({ eventId, type }) =>
        events.handle({ providerEventId: eventId, providerType: type, objectId: "x", parentId: customer }),
      )
      // Somewhere among them the next thing happens at Stripe: an answer may be old when it is written.
      const next = steps[slot + 1]
      if (next !== undefined)
        tasks.splice(
          (arriving[0]?.rank ?? 0) % (tasks.length + 1),
          0,
          Effect.sync(() => void (stripe.books = next.books)),
        )
      yield* Effect.all(tasks, { concurrency: 3 })
    }
    if (reconciles) yield* Effect.provideService(subscriptions.sync, CurrentTenant, organization)
  })

const paidOnce = (books: Books, announcements: ReadonlyArray<Announcement>): boolean => {
  const paid = books.invoices
    .filter(({ status, total }) => status === "paid" && total > 0)
    .map(({ invoiceId }) => invoiceId)
  const told = announcements.flatMap((news) => (news._tag === "InvoicePaid" ? [news.invoice.invoiceId] : []))
  return paid.toSorted().join() === told.toSorted().join()
}

/** What was said to be given back, invoice by invoice, is what was; of a dispute the last that was said is what is so. */
const backOnce = (books: Books, announcements: ReadonlyArray<Announcement>): boolean =>
  books.invoices.every(({ amountRefunded, dispute, invoiceId }) => {
    const about = announcements.filter((news) => "invoice" in news && news.invoice.invoiceId === invoiceId)
    const back = about.reduce((sum, news) => sum + (news._tag === "InvoiceRefunded" ? news.amount : 0), 0)
    const disputes = about.flatMap((news) => (news._tag === "InvoiceDisputed" ? [news.dispute] : []))
    return back === amountRefunded && (disputes.at(-1) ?? null) === dispute
  })

/** Others heard of states that there were, in the order in which they came: nothing that had passed came back. */
const inOrder = (steps: Case["steps"], announcements: ReadonlyArray<Announcement>): boolean => {
  let place = 0
  return announcements.every((news) => {
    if (news._tag !== "SubscriptionChanged") return true
    while (place < steps.length) {
      const { books } = steps[place] ?? { books: noBooks }
      const then = snapshotOf(books, null, latestKnown(books, new Date(0)))
      if (then !== null && sameToOthers(then, news.snapshot)) return true
      place++
    }
    return false
  })
}

/** What is not as Stripe has it in the end; empty when all is. */
const divergence = (
  steps: Case["steps"],
  books: Books,
  { announcements, copy, ledger }: Written,
): ReadonlyArray<string> => {
  const wrong: Array<string> = []
  const rest = digest(copy, books, latestKnown(books, new Date()), false)
  if (!isNothing(rest)) wrong.push("the copy")
  if (!inOrder(steps, announcements)) wrong.push("the order of what was told")
  if (copy.invoices.length !== books.invoices.length) wrong.push("the number of invoices")
  if (ledger !== (books.credits.at(-1)?.balance ?? 0)) wrong.push("the ledger")
  if (!paidOnce(books, announcements)) wrong.push("the paid invoices that were told of")
  if (!backOnce(books, announcements)) wrong.push("what was given back or disputed and told of")
  const changes = announcements.filter(({ _tag }) => _tag === "SubscriptionChanged")
  if (changes.length !== copy.version) wrong.push("the versions")
  const last = changes.at(-1)
  if (last?._tag === "SubscriptionChanged" && last.snapshot.plan !== copy.snapshot?.plan)
    wrong.push("the last plan told")
  const credits = announcements.filter(({ _tag }) => _tag === "CreditsChanged")
  if (credits.length !== books.credits.length) wrong.push("the credits told")
  return wrong
}

/** What a run leaves out, to see that it is then found. */
export interface Sabotage {
  readonly locks?: boolean
  readonly reconciles?: boolean
}

/** Runs one case on a store in memory. */
export const converge = async (one: Case, sabotage: Sabotage = {}): Promise<ReadonlyArray<string>> => {
  const written = nothingWritten()
  const stripe = { books: one.steps[0]?.books ?? noBooks }
  const quiet = Layer.succeed(References.MinimumLogLevel, "None")
  const runtime = ManagedRuntime.make(Layer.merge(layerReaction(stripe, layerMemoryStore(written, sabotage)), quiet))
  try {
    await runtime.runPromise(play(one, stripe, sabotage))
    return divergence(one.steps, stripe.books, written)
  } finally {
    await runtime.dispose()
  }
}
