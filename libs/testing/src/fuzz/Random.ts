/** A source of chance that gives the same again for the same seed. */
export interface Random {
  /** A whole number from 0 up to and without `below`. */
  int(below: number): number
  chance(share: number): boolean
  pick<A>(from: ReadonlyArray<A>): A
}

/** Mulberry32: 32 bits of state are enough to choose among requests. */
export const random = (seed: number): Random => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number) => Math.floor(next() * below)
  return {
    int,
    chance: (share) => next() < share,
    pick: (from) => {
      const index = int(from.length)
      if (index >= from.length) throw new Error("Nothing to pick from")
      return from[index] as (typeof from)[number]
    },
  }
}
