import { randomUUID } from "node:crypto"
import type { Store } from "../kit/Store.ts"
import type { BusEvent } from "./EventModel.ts"

/** An event that was put on a bus, and the rules that took it. */
export interface LoggedEvent {
  readonly id: string
  readonly time: string
  readonly source: string
  readonly detailType: string
  readonly detail: unknown
  readonly rules: ReadonlyArray<string>
  readonly replayName?: string
}

const kept = 2_000

/** The last 2,000 events, for people to look at. */
export const makeEventLog = (store: Store) => {
  const collection = store.collection<{ key: string; event: LoggedEvent }>("event-log")
  const recent = [...collection.all()]
  return {
    add: (event: BusEvent, rules: ReadonlyArray<string>) => {
      const replayName = event["replay-name"]
      const logged = {
        id: event.id,
        time: event.time,
        source: event.source,
        detailType: event["detail-type"],
        detail: event.detail,
        rules,
        ...(replayName === undefined ? {} : { replayName }),
      }
      const key = randomUUID()
      recent.push(collection.put(key, { key, event: logged }))
      const oldest = recent.length > kept ? recent.shift() : undefined
      if (oldest !== undefined) collection.delete(oldest.key)
    },
    /** Newest first. */
    list: (limit: number): ReadonlyArray<LoggedEvent> =>
      recent
        .slice(-limit)
        .toReversed()
        .map(({ event }) => event),
  }
}
