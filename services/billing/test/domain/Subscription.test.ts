import { assert, describe, it } from "@effect/vitest"
import { SubscriptionStatus } from "@tango/contracts/events/BillingEvents"
import { PriceKey, prices } from "@tango/contracts/Plans"
import { Schema } from "effect"
import type { Books, StripeSubscription } from "../../src/domain/Books.ts"
import { digest, emptyCopy } from "../../src/domain/Digest.ts"
import { occupiedBy, type Snapshot, snapshotOf, standingOf } from "../../src/domain/Subscription.ts"
import { viewOf } from "../../src/domain/View.ts"

const at = (day: number) => new Date(Date.UTC(2026, 10, day))

const subscription = (status: SubscriptionStatus, overrides: Partial<StripeSubscription> = {}): StripeSubscription => ({
  subscriptionId: "sub_1",
  status,
  price: "pro_monthly",
  seats: 2,
  itemId: "si_1",
  seatFloor: 1,
  currentPeriodStart: at(1),
  currentPeriodEnd: at(30),
  cancelAt: null,
  trialEnd: null,
  scheduled: null,
  scheduleId: null,
  createdAt: at(1),
  traceparent: undefined,
  ...overrides,
})

const now = at(10)
const books = (subscriptions: ReadonlyArray<StripeSubscription>): Books => ({
  subscriptions,
  invoices: [],
  credits: [],
})

/** What is stored after Stripe has said this, given what was stored before. */
const after = (subscriptions: ReadonlyArray<StripeSubscription>, stored: Snapshot | null = null): Snapshot | null =>
  snapshotOf(books(subscriptions), stored, now)

const newsOf = (stored: Snapshot | null, subscriptions: ReadonlyArray<StripeSubscription>) =>
  digest({ ...emptyCopy, snapshot: stored }, books(subscriptions), now, false)

const Some = Schema.Struct({
  status: SubscriptionStatus,
  price: PriceKey,
  seats: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })),
  day: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 28 })),
})
const Several = Schema.Array(Some).check(Schema.isMaxLength(5))

const all = (several: typeof Several.Type): ReadonlyArray<StripeSubscription> =>
  several.map(({ day, ...rest }, index) =>
    subscription(rest.status, { ...rest, subscriptionId: `sub_${index}`, createdAt: at(day) }),
  )

describe("what Stripe's subscriptions mean", () => {
  it.each([
    ["trialing", "pro"],
    ["active", "pro"],
    ["past_due", "pro"],
    ["unpaid", "free"],
    ["paused", "free"],
    ["incomplete", "free"],
    ["incomplete_expired", "free"],
    ["canceled", "free"],
  ] as const)("%s gives %s", (status, plan) => {
    assert.strictEqual(after([subscription(status)])?.plan, plan)
  })

  it("no subscription is the free plan, and no change where none was known", () => {
    assert.isNull(after([]))
    assert.deepStrictEqual(newsOf(null, []).announcements, [])
    assert.strictEqual(viewOf(null, now).plan, "free")
  })

  it("the end of a duplicate revokes nothing", () => {
    const kept = subscription("active", { subscriptionId: "sub_kept" })
    const newer = { subscriptionId: "sub_duplicate", createdAt: at(2) }
    const both = standingOf([subscription("active", newer), kept])
    assert.strictEqual(both._tag === "None" ? 0 : both.duplicates.length, 1)
    const ended = after([subscription("canceled", newer), kept])
    assert.include(ended, { subscriptionId: "sub_kept", plan: "pro" })
  })

  it("a plan bought again after it ended counts", () => {
    const old = subscription("canceled", { subscriptionId: "sub_old", price: "business_annual" })
    const again = subscription("active", { subscriptionId: "sub_new", createdAt: at(2) })
    assert.include(after([again, old], after([old])), { subscriptionId: "sub_new", plan: "pro" })
  })

  it("a customer that Stripe no longer knows pays for nothing", () => {
    const stored = after([subscription("active")])
    assert.include(after([], stored), { plan: "free", status: "canceled" })
  })

  it("begins a trace only while it begins", () => {
    const traced = (status: SubscriptionStatus) => [subscription(status, { traceparent: "00-a", seats: 3 })]
    const begins = (stored: Snapshot | null, status: SubscriptionStatus) => {
      const [news] = newsOf(stored, traced(status)).announcements
      return news?._tag === "SubscriptionChanged" && news.begins !== null
    }
    assert.isTrue(begins(null, "active"))
    assert.isTrue(begins(after([subscription("incomplete")]), "active"))
    assert.isFalse(begins(after([subscription("active")]), "active"))
    assert.isFalse(begins(after([subscription("active")]), "canceled"))
  })

  it("a second one may be bought only when none is there that may cost money", () => {
    const blocks = (status: SubscriptionStatus) => occupiedBy(standingOf([subscription(status)])) === "pro"
    assert.deepStrictEqual(SubscriptionStatus.literals.filter(blocks), [
      "trialing",
      "active",
      "past_due",
      "unpaid",
      "paused",
    ])
    assert.isNull(occupiedBy(standingOf([])))
  })

  it.prop("is the same in whatever order they come", [Several], ([several]) => {
    const subscriptions = all(several)
    const expected = standingOf(subscriptions)
    assert.deepStrictEqual(standingOf(subscriptions.toReversed()), expected)
    assert.deepStrictEqual(standingOf([...subscriptions.slice(2), ...subscriptions.slice(0, 2)]), expected)
  })

  it.prop("gives a paid plan exactly when one of them gives access", [Several], ([several]) => {
    const live = several.filter(({ status }) => ["trialing", "active", "past_due"].includes(status))
    const plan = after(all(several))?.plan ?? "free"
    assert.strictEqual(plan !== "free", live.length > 0)
    if (plan !== "free") assert.include([...live.map(({ price }) => prices[price].plan)], plan)
  })

  it.prop("said again is no change, whatever was stored before", [Several, Several], ([before, several]) => {
    const stored = after(all(several), after(all(before)))
    const { announcements, snapshot } = newsOf(stored, all(several))
    assert.deepStrictEqual(announcements, [])
    assert.isTrue(snapshot === null || stored === null)
  })

  it.prop("shows a price on a paid plan, and where money is owed or a pause may end", [Several], ([several]) => {
    const view = viewOf(after(all(several)), now)
    const waits = view.status === "unpaid" || view.status === "paused" || view.status === "past_due"
    assert.strictEqual(view.price !== null, view.plan !== "free" || waits)
    assert.strictEqual(view.status === "none", view.plan === "free" && !waits)
  })
})
