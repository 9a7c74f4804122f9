import { assert, describe, it } from "@effect/vitest"
import { PlanName } from "@tango/contracts/Plans"
import { Schema } from "effect"
import { type KnownPlan, planChange } from "../../src/domain/Entitlements.ts"

const Words = Schema.NonEmptyArray(PlanName).check(Schema.isMaxLength(6))

interface Word {
  readonly plan: PlanName
  readonly sequence: number
}

/** What is known, and how often it has been announced, after billing's words have come in this order. */
const after = (words: ReadonlyArray<Word>) =>
  words.reduce<{ known: KnownPlan | undefined; announced: number }>(
    ({ announced, known }, word) => {
      const change = planChange(known, word)
      return change._tag === "Stale"
        ? { known, announced }
        : { known: change.known, announced: announced + (change._tag === "Changed" ? 1 : 0) }
    },
    { known: undefined, announced: 0 },
  )

describe("what billing's words on the plan mean", () => {
  it.prop("the newest counts, in whatever order they come and however often", [Words], ([plans]) => {
    const words = plans.map((plan, sequence) => ({ plan, sequence }))
    const newest = words.at(-1)?.plan
    assert.strictEqual(after(words).known?.plan, newest)
    assert.strictEqual(after(words.toReversed()).known?.plan, newest)
    assert.strictEqual(after([...words, ...words]).known?.plan, newest)
  })

  it.prop("the version is the number of announcements", [Words], ([plans]) => {
    const { announced, known } = after(plans.map((plan, sequence) => ({ plan, sequence })))
    assert.strictEqual(known?.version, announced)
  })
})
