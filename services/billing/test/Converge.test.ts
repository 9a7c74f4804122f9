import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { converge, type Sabotage } from "./converge/Converge.ts"
import { someCase } from "./converge/Deliveries.ts"
import { runConverge } from "./converge/run.ts"

/** How many of some years end in another state. */
const diverged = async (sabotage: Sabotage) => {
  const results = await Promise.all(fc.sample(someCase, { numRuns: 60, seed: 7 }).map((one) => converge(one, sabotage)))
  return results.filter((wrong) => wrong.length > 0).length
}

describe("a year's life of a subscription ends as Stripe has it", () => {
  // Real: the reaction to an event, the comparison, what is announced. Modelled: Stripe, and the database by one in memory.
  it("whatever order its events come in, however often, and whichever are lost: 1,000 cases", async () => {
    const { figures, result } = await runConverge(1000, Date.now() % 1e9)
    assert.isFalse(result.failed, `${JSON.stringify(result.counterexample)} (seed ${figures.seed})`)
    assert.equal(figures.cases, 1000)
    console.log(`1,000 cases, ${figures.deliveries} events: ${figures.seconds.toFixed(1)} s`)
  }, 60_000)

  it("is seen not to, where the lock or the reconciliation is left out", async () => {
    assert.equal(await diverged({}), 0)
    assert.isAbove(await diverged({ locks: false }), 0)
    assert.isAbove(await diverged({ reconciles: false }), 0)
  })
})
