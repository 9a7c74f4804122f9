import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { admit, drawFrom, meterState, warningAt } from "../../src/domain/Meters.ts"

const amounts = fc.integer({ min: 1, max: 1_000 })

describe("admission", () => {
  it("takes all of the amount or nothing, from the limit first, and never more than there is", () => {
    fc.assert(
      fc.property(
        amounts,
        fc.nat(2_000),
        fc.nat(1_000),
        fc.nat(1_000),
        amounts,
        (amount, used, limit, credits, creditsPerUnit) => {
          const paid = admit({ amount, creditsPerUnit }, { used, limit, credits })
          const left = Math.max(0, limit - used)
          const needed = Math.max(0, amount - left) * creditsPerUnit
          if (paid === null) return assert.isAbove(needed, credits)
          assert.equal(paid.fromLimit + paid.fromCredits, amount)
          assert.isAtMost(paid.fromLimit, left)
          assert.isAtMost(paid.fromCredits * creditsPerUnit, credits)
          assert.isTrue(paid.fromCredits === 0 || paid.fromLimit === left)
        },
      ),
    )
  })

  it("draws from the lots in their order, exactly what is needed", () => {
    const lots = [
      { lotId: "soon", remaining: 3 },
      { lotId: "empty", remaining: 0 },
      { lotId: "later", remaining: 10 },
    ]
    assert.deepEqual(drawFrom(lots, 5), [
      { lotId: "soon", credits: 3 },
      { lotId: "later", credits: 2 },
    ])
    assert.deepEqual(drawFrom(lots, 0), [])
  })
})

describe("soft limits", () => {
  it.each([
    [0, 10, null, "fine"],
    [7, 10, null, "fine"],
    [8, 10, 80, "near"],
    [10, 10, 100, "reached"],
    [12, 10, 100, "reached"],
    [1_000, null, null, "fine"],
    [0, 0, null, "reached"],
  ] as const)("%s of %s", (used, limit, warning, state) => {
    assert.equal(warningAt(used, limit), warning)
    assert.equal(meterState(used, limit), state)
  })
})
