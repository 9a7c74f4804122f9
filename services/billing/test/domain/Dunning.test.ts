import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { readFileSync } from "node:fs"
import { dunningOf, dunningPolicy, dunningTable, givesAccess } from "../../src/domain/Dunning.ts"
import type { State } from "../../src/domain/State.ts"

const since = new Date("2026-11-01T10:00:00Z")
const onDay = (days: number) => new Date(since.getTime() + days * 86_400_000)
const pastDue: State = { _tag: "PastDue", since, ending: { _tag: "Continues" } }
const Days = Schema.Finite.check(Schema.isBetween({ minimum: -5, maximum: 100 }))

describe("dunning", () => {
  it("goes from grace to restriction to the end, on the policy's days", () => {
    const stages = [0, 13.99, 14, 29.99, 30].map((days) => dunningOf(pastDue, onDay(days))._tag)
    assert.deepStrictEqual(stages, ["Grace", "Grace", "Restricted", "Restricted", "Over"])
  })

  it("reminds on the policy's days, once each", () => {
    const reminders = [0, 2.9, 3, 7, 12, 20].map((days) => {
      const dunning = dunningOf(pastDue, onDay(days))
      return dunning._tag === "Settled" ? 0 : dunning.reminders
    })
    assert.deepStrictEqual(reminders, [1, 1, 2, 3, 4, 4])
  })

  it("restricts at once what Stripe calls unpaid", () => {
    assert.strictEqual(dunningOf({ _tag: "Unpaid", since }, since)._tag, "Restricted")
  })

  it("is nothing to any other state", () => {
    const ending = { _tag: "Continues" } as const
    const others: ReadonlyArray<State> = [
      { _tag: "Trialing", trialEnd: since, ending },
      { _tag: "Active", periodEnd: since, ending },
      { _tag: "Incomplete" },
      { _tag: "IncompleteExpired" },
      { _tag: "Paused" },
      { _tag: "Canceled" },
    ]
    for (const state of others) assert.strictEqual(dunningOf(state, onDay(50))._tag, "Settled")
    assert.deepStrictEqual(
      others.map((state) => givesAccess(state, onDay(50))),
      [true, true, false, false, false, false],
    )
  })

  it.prop(
    "never goes back as days go by, and takes access exactly at the end of grace",
    [Days, Days],
    ([one, other]) => {
      const rank = { Settled: -1, Grace: 0, Restricted: 1, Over: 2 }
      const [early, late] = [Math.min(one, other), Math.max(one, other)]
      assert.isAtMost(rank[dunningOf(pastDue, onDay(early))._tag], rank[dunningOf(pastDue, onDay(late))._tag])
      assert.strictEqual(givesAccess(pastDue, onDay(one)), one < dunningPolicy.graceDays)
    },
  )

  it("is in the README as it is here", () => {
    const cells = (text: string) => text.replaceAll(/[ -]+/gu, " ")
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8")
    assert.include(cells(readme), cells(dunningTable()))
  })
})
