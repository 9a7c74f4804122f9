import type { Store } from "../kit/Store.ts"

/** What goes wrong on purpose until told otherwise; shares are from 0 to 1. */
export interface Disturbances {
  /** The share of a bus's deliveries to a queue that arrive twice. */
  readonly duplicate: number
  /** Each delivery waits its own time of up to so many seconds, so that they overtake each other. */
  readonly disorderSeconds: number
  /** The share of PutEvents that are answered by 500; half of them after the events were taken. */
  readonly refuse: number
  /** The share of PutEvents that are never answered; half of them after the events were taken. */
  readonly hang: number
}

/** What becomes of a PutEvents: whether its events are taken, and how it is answered. */
interface Fate {
  readonly taken: boolean
  readonly answer: "given" | "error" | "none"
}

const none: Disturbances = { duplicate: 0, disorderSeconds: 0, refuse: 0, hang: 0 }
const key = "now"

/** Faults of bus and queues as they happen in operation; they outlive the process, so that a killed emulator goes on with them. */
export const makeDisturbance = (store: Store, chance: () => number = Math.random) => {
  const kept = store.collection<Disturbances>("disturbances")
  const now = () => kept.get(key) ?? none
  const delay = () => chance() * now().disorderSeconds
  return {
    set: (changes: Partial<Disturbances>): Disturbances => kept.put(key, { ...now(), ...changes }),
    /** The seconds that each copy of a delivery waits. */
    copies: (): ReadonlyArray<number> => (chance() < now().duplicate ? [delay(), delay()] : [delay()]),
    fate: (): Fate => {
      const { hang, refuse } = now()
      const lot = chance()
      if (lot >= hang + refuse) return { taken: true, answer: "given" }
      return { taken: chance() < 0.5, answer: lot < hang ? "none" : "error" }
    },
  }
}

export type Disturbance = ReturnType<typeof makeDisturbance>
