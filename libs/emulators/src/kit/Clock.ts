import type { Store } from "./Store.ts"

/** The emulators' time in milliseconds since 1970: the machine's, moved forward by what has been asked for. Never backward. */
export interface Clock {
  now(): number
  advance(seconds: number): void
}

export const makeClock = (store: Store): Clock => {
  const offsets = store.collection<{ milliseconds: number }>("clock")
  return {
    now: () => Date.now() + (offsets.get("offset")?.milliseconds ?? 0),
    advance: (seconds) => {
      offsets.put("offset", { milliseconds: (offsets.get("offset")?.milliseconds ?? 0) + Math.max(0, seconds) * 1000 })
    },
  }
}
