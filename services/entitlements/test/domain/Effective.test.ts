import { Feature, LimitName, PlanName, plans } from "@tango/contracts/Plans"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { effectiveAt, type Facts, nextChangeAt, type Override, trialPatience } from "../../src/domain/Effective.ts"

const day = 24 * 60 * 60 * 1000
const start = Date.parse("2026-11-01T00:00:00Z")
const at = (days: number) => new Date(start + days * day)

const none: Facts = { subscription: null, trialEnd: null, restrictedAt: null, overrides: [] }
const pro = { plan: "pro", status: "active", currentPeriodEnd: at(30), cancelAt: null } as const

const instants = fc.integer({ min: 0, max: 60 * 24 }).map((hours) => at(hours / 24))
const maybe = <A>(value: fc.Arbitrary<A>) => fc.option(value, { nil: null })
const overrides: fc.Arbitrary<Override> = fc.oneof(
  fc.record({
    name: fc.constantFrom(...Feature.literals),
    value: fc.boolean(),
    from: instants,
    until: maybe(instants),
  }),
  fc.record({
    name: fc.constantFrom(...LimitName.literals),
    value: maybe(fc.nat()),
    from: instants,
    until: maybe(instants),
  }),
)
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  subscription: maybe(
    fc.record({
      plan: fc.constantFrom(...PlanName.literals),
      status: fc.constantFrom("trialing" as const, "active" as const, "past_due" as const, "unpaid" as const),
      currentPeriodEnd: maybe(instants),
      cancelAt: maybe(instants),
    }),
  ),
  trialEnd: maybe(instants),
  restrictedAt: maybe(instants),
  overrides: fc.array(overrides, { maxLength: 4 }),
})

describe("what an organization may do at an instant", () => {
  it("stays as it is until the next change that is foretold, and is another then", () => {
    fc.assert(
      fc.property(
        anyFacts,
        instants,
        fc.float({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (facts, now, part) => {
          const next = nextChangeAt(facts, now)
          const end = next ?? at(1_000)
          const between = new Date(now.getTime() + Math.floor((end.getTime() - now.getTime()) * part))
          assert.deepEqual(effectiveAt(facts, between), effectiveAt(facts, now))
          if (next !== null) assert.notDeepEqual(effectiveAt(facts, next), effectiveAt(facts, now))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it("is the plan's, but for what an exception in force says", () => {
    fc.assert(
      fc.property(anyFacts, instants, (facts, now) => {
        const { features, limits, overrides, plan } = effectiveAt(facts, now)
        const changed = new Set<string>(overrides.map(({ name }) => name))
        for (const name of LimitName.literals.filter((one) => !changed.has(one))) {
          assert.equal(limits[name], plans[plan].limits[name])
        }
        for (const name of Feature.literals.filter((one) => !changed.has(one))) {
          assert.equal(features.includes(name), plans[plan].features.includes(name))
        }
      }),
    )
  })

  it.each([
    ["without a subscription", none, 0, "free", "free"],
    ["with one", { ...none, subscription: pro }, 100, "pro", "active"],
    ["in a trial", { ...none, subscription: { ...pro, status: "trialing" }, trialEnd: at(14) }, 13, "pro", "trial"],
    [
      "while billing's word is late",
      { ...none, subscription: { ...pro, status: "trialing" }, trialEnd: at(14) },
      14.9,
      "pro",
      "trial",
    ],
    [
      "when it never came",
      { ...none, subscription: { ...pro, status: "trialing" }, trialEnd: at(14) },
      15,
      "free",
      "free",
    ],
    ["before a scheduled end", { ...none, subscription: { ...pro, cancelAt: at(10) } }, 9.99, "pro", "ending"],
    ["from a scheduled end on", { ...none, subscription: { ...pro, cancelAt: at(10) } }, 10, "free", "free"],
    [
      "in the grace of a failed payment",
      { ...none, subscription: { ...pro, status: "past_due" }, restrictedAt: at(14) },
      13,
      "pro",
      "grace",
    ],
    [
      "after the grace",
      { ...none, subscription: { ...pro, status: "past_due" }, restrictedAt: at(14) },
      14,
      "free",
      "restricted",
    ],
    ["paid after all", { ...none, subscription: pro, restrictedAt: at(14) }, 20, "pro", "active"],
  ] satisfies ReadonlyArray<readonly [string, Facts, number, string, string]>)("%s", (_, facts, days, plan, state) => {
    const effective = effectiveAt(facts, at(days))
    assert.deepEqual([effective.plan, effective.state], [plan, state])
    assert.deepEqual(effective.limits, plans[effective.plan].limits)
  })

  it("foretells the end of a trial with its patience, and that of an exception", () => {
    const trial = { ...none, subscription: { ...pro, status: "trialing" as const }, trialEnd: at(14) }
    assert.deepEqual(nextChangeAt(trial, at(1)), new Date(at(14).getTime() + trialPatience))
    const exception = { name: "sso" as const, value: true, from: at(2), until: at(5) }
    const facts = { ...none, overrides: [exception] }
    assert.deepEqual(nextChangeAt(facts, at(0)), at(2))
    assert.deepEqual(nextChangeAt(facts, at(2)), at(5))
    assert.isNull(nextChangeAt(facts, at(5)))
  })

  it("takes the younger of two exceptions, and the older again when that has ended", () => {
    const older = { name: "projects" as const, value: 10, from: at(1), until: null }
    const younger = { name: "projects" as const, value: null, from: at(2), until: at(5) }
    const facts = { ...none, overrides: [younger, older] }
    assert.deepEqual(
      [0, 1, 3, 5].map((days) => effectiveAt(facts, at(days)).limits.projects),
      [3, 10, null, 10],
    )
  })
})
