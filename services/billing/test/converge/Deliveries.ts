import * as fc from "fast-check"
import { someYear, type Step } from "./Year.ts"

/** An event on its way: it arrives after the step `slot`, at the place that `rank` gives it there. */
export interface Delivery {
  readonly eventId: string
  readonly type: string
  readonly slot: number
  readonly rank: number
}

/** A year, and how the news of it arrive: each event never, once or several times, late by any number of steps, in any order. */
export interface Case {
  readonly steps: ReadonlyArray<Step>
  readonly deliveries: ReadonlyArray<Delivery>
}

const copies = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.constant(1) },
  { weight: 2, arbitrary: fc.integer({ min: 2, max: 3 }) },
)
const delay = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 30 }) },
)
const fate = fc.tuple(copies, fc.array(fc.tuple(delay, fc.nat(1000)), { minLength: 3, maxLength: 3 }))

export const someCase: fc.Arbitrary<Case> = someYear.chain((steps) => {
  const events = steps.flatMap((step, slot) =>
    step.events.map((type, index) => ({ eventId: `evt_${slot}_${index}`, type, slot })),
  )
  const fates = fc.array(fate, { minLength: events.length, maxLength: events.length })
  // At times nothing arrives any more from some step on, as when the endpoint was down.
  const silentFrom = fc.option(fc.nat(Math.max(1, steps.length - 1)), { freq: 2, nil: steps.length })
  return fc.tuple(fates, silentFrom).map(([fateOf, silence]) => ({
    steps,
    deliveries: events.flatMap(({ eventId, slot, type }, index) => {
      const [count, arrivals] = fateOf[index] ?? [0, []]
      return arrivals
        .slice(0, count)
        .map(([late, rank]) => ({ eventId, type, slot: Math.min(steps.length - 1, slot + late), rank }))
        .filter((delivery) => delivery.slot < silence)
    }),
  }))
})
