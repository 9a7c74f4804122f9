import { allDue, type Due } from "./Due.ts"
import { work } from "./Work.ts"
import type { World } from "./World.ts"

/** More than happens in years; a guard against work that does not move on. */
const most = 100_000

const first = (all: ReadonlyArray<Due>, until: number): Due | undefined => {
  let next: Due | undefined
  for (const one of all) {
    if (one.at > until) continue
    if (!next || one.at < next.at || (one.at === next.at && one.rank < next.rank)) next = one
  }
  return next
}

/** Lets everything happen, in its order and at its own time, that is due by a time in seconds on this clock. */
export const runUntil = (world: World, clock: string | null, until: number, from = 0): void => {
  for (let count = 0; count < most; count++) {
    const next = first(allDue(world, clock), until)
    if (!next) return
    world.at(Math.max(next.at, from), () => work(world, next.run))
  }
  throw new Error("What is due does not come to an end")
}

/** Lets happen what is due by now on the emulators' own clock. */
export const catchUp = (world: World): void => runUntil(world, null, world.now())
