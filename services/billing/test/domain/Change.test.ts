import { assert, describe, it } from "@effect/vitest"
import { PriceKey } from "@tango/contracts/Plans"
import { Schema } from "effect"
import type { StripeSubscription } from "../../src/domain/Books.ts"
import { changeable, effectOf, seatStep, startsNewPeriod } from "../../src/domain/Change.ts"
import { fingerprint, isStale } from "../../src/domain/Preview.ts"
import { standingOf } from "../../src/domain/Subscription.ts"

const at = (day: number) => new Date(Date.UTC(2026, 10, day))
const subscription = (overrides: Partial<StripeSubscription> = {}): StripeSubscription => ({
  subscriptionId: "sub_1",
  itemId: "si_1",
  status: "active",
  price: "pro_monthly",
  seats: 5,
  seatFloor: 2,
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
const Terms = Schema.Struct({ price: PriceKey, seats: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 })) })

describe("a change", () => {
  it.each([
    ["another seat", "pro_monthly", 6, "now"],
    ["a seat fewer", "pro_monthly", 4, "period_end"],
    ["a greater plan", "business_monthly", 5, "now"],
    ["a greater plan for fewer", "business_monthly", 3, "now"],
    ["a year instead of a month", "pro_annual", 5, "now"],
    ["nothing", "pro_monthly", 5, "none"],
  ] as const)("to %s is had: %s, %i seats, %s", (_, price, seats, effect) => {
    assert.strictEqual(effectOf(subscription(), { price, seats }), effect)
  })

  it("to a month instead of a year waits for the year's end, also with more seats", () => {
    const annual = subscription({ price: "pro_annual" })
    assert.strictEqual(effectOf(annual, { price: "pro_monthly", seats: 9 }), "period_end")
    assert.isTrue(startsNewPeriod(annual, { price: "pro_monthly", seats: 5 }))
    assert.isFalse(startsNewPeriod(annual, { price: "business_annual", seats: 5 }))
  })

  it.prop("that is had at once one way waits the other way", [Terms, Terms], ([one, other]) => {
    const there = effectOf(one, other)
    const back = effectOf(other, one)
    assert.strictEqual(there === "none", back === "none")
    assert.strictEqual(there === "now", back === "period_end")
  })

  it("is refused with the reason", () => {
    const wanted = { price: "business_monthly", seats: 5 } as const
    const tagOf = (overrides: Partial<StripeSubscription>, used = 1) =>
      changeable(standingOf([subscription(overrides)]), wanted, used)._tag
    assert.strictEqual(changeable({ _tag: "None" }, wanted, 1)._tag, "NotSubscribed")
    assert.strictEqual(tagOf({ status: "canceled" }), "NotSubscribed")
    assert.strictEqual(tagOf({ status: "paused" }), "NotSubscribed")
    assert.strictEqual(tagOf({ status: "past_due" }), "Overdue")
    assert.strictEqual(tagOf({ status: "unpaid" }), "Overdue")
    assert.strictEqual(tagOf({ cancelAt: at(30) }), "Ending")
    assert.strictEqual(tagOf({ price: "business_monthly" }), "Same")
    assert.strictEqual(tagOf({ scheduled: { ...wanted, at: at(30) } }), "Same")
    assert.strictEqual(tagOf({}, 6), "TooFewSeats")
    assert.strictEqual(tagOf({}), "Changeable")
  })

  it("is stale after a quarter of an hour, and when the subscription is another", () => {
    const basis = fingerprint(subscription())
    const preview = { basis, expiresAt: at(10) }
    assert.isFalse(isStale(preview, subscription(), at(10)))
    assert.isTrue(isStale(preview, subscription(), new Date(at(10).getTime() + 1)))
    for (const other of [
      { seats: 6 },
      { price: "pro_annual" as const },
      { currentPeriodEnd: at(29) },
      { status: "trialing" as const },
    ])
      assert.isTrue(isStale(preview, subscription(other), at(9)))
  })
})

describe("seats follow the members", () => {
  const scheduled = (seats: number) => ({ scheduled: { price: "pro_monthly" as const, seats, at: at(30) } })
  it.each([
    ["up at once", {}, 7, { _tag: "Raise", seats: 7 }],
    ["down at the period's end", {}, 3, { _tag: "Lower", seats: 3 }],
    ["never below what an admin asked for", {}, 1, { _tag: "Lower", seats: 2 }],
    ["not at all when they fit", {}, 5, { _tag: "Keep" }],
    ["not again when it is arranged", scheduled(3), 3, { _tag: "Keep" }],
    ["up again within what was arranged", scheduled(3), 4, { _tag: "Lower", seats: 4 }],
    ["up at once beyond what is paid, whatever is arranged", scheduled(3), 6, { _tag: "Raise", seats: 6 }],
  ] as const)("%s", (_, overrides, used, step) => {
    assert.deepStrictEqual(seatStep(subscription(overrides), used), step)
  })
})
