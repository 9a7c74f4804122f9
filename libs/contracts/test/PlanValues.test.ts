import { assert, describe, it } from "vitest"
import { Feature, LimitName, MeteredFeature, meters, PlanName, plans, PriceKey, prices } from "../src/Plans.ts"

const order = PlanName.literals

/** The one check that what a plan gives and what it costs speak of the same plans. */
describe("plans and prices", () => {
  it("are of each other: every paid plan has a price a month and a year, and Free has none", () => {
    for (const name of order) {
      const intervals = PriceKey.literals.filter((key) => prices[key].plan === name).map((key) => prices[key].interval)
      assert.sameMembers(intervals, name === "free" ? [] : ["month", "year"], name)
    }
    for (const key of PriceKey.literals) assert.property(plans, prices[key].plan)
  })

  it("give more of everything, or as much, the more they cost", () => {
    for (const [index, name] of order.entries()) {
      const cheaper = order[index - 1]
      if (cheaper === undefined) continue
      for (const limit of LimitName.literals) {
        assert.isAtLeast(plans[name].limits[limit] ?? Infinity, plans[cheaper].limits[limit] ?? Infinity, limit)
      }
      assert.includeMembers([...plans[name].features], [...plans[cheaper].features])
    }
  })

  it("give every feature somewhere, and a limit to everything that is metered", () => {
    for (const feature of Feature.literals) assert.isTrue(order.some((name) => plans[name].features.includes(feature)))
    for (const feature of MeteredFeature.literals) assert.include(LimitName.literals, meters[feature].limit)
  })
})
