import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { periodAt } from "../../src/domain/Period.ts"

const instants = fc.date({
  min: new Date("2020-01-01T00:00:00Z"),
  max: new Date("2035-01-01T00:00:00Z"),
  noInvalidDate: true,
})
const anchors = fc.option(instants, { nil: null })

describe("the month of billing", () => {
  it("holds its instant, and the next one begins where it ends", () => {
    fc.assert(
      fc.property(anchors, instants, (anchor, instant) => {
        const { end, start } = periodAt(anchor, instant)
        assert.isTrue(start <= instant && instant < end)
        const days = (end.getTime() - start.getTime()) / 86_400_000
        assert.isTrue(days >= 28 && days <= 31)
        assert.deepEqual(periodAt(anchor, end).start, end)
        assert.deepEqual(periodAt(anchor, new Date(end.getTime() - 1)), { start, end })
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    [null, "2026-11-22T10:00:00Z", "2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
    ["2026-12-22T10:30:00Z", "2026-11-22T10:30:00Z", "2026-11-22T10:30:00.000Z", "2026-12-22T10:30:00.000Z"],
    ["2027-01-31T00:00:00Z", "2027-02-15T00:00:00Z", "2027-01-31T00:00:00.000Z", "2027-02-28T00:00:00.000Z"],
    ["2027-01-31T00:00:00Z", "2027-03-01T00:00:00Z", "2027-02-28T00:00:00.000Z", "2027-03-31T00:00:00.000Z"],
  ])("anchored at %s, of %s", (anchor, instant, start, end) => {
    const period = periodAt(anchor === null ? null : new Date(anchor), new Date(instant))
    assert.deepEqual([period.start.toISOString(), period.end.toISOString()], [start, end])
  })
})
