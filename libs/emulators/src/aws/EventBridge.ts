import { AwsError, isObject } from "./AwsError.ts"
import { makeArchives } from "./Archives.ts"
import { makeDelivery } from "./Delivery.ts"
import { makeEventLog, type LoggedEvent } from "./EventLog.ts"
import { busOperations } from "./Buses.ts"
import { arn, type Bus, type EventState, type Rule } from "./EventModel.ts"
import { tagOperations, type Tag } from "./EventTags.ts"
import { makeLambdaTargets } from "./LambdaTargets.ts"
import { putEvents } from "./PutEvents.ts"
import { makeReplays } from "./Replays.ts"
import { ruleOperations } from "./Rules.ts"
import { targetOperations } from "./Targets.ts"

export interface EventBridge {
  run(operation: string, input: unknown, traceHeader: string | undefined): unknown
  /** The last events put on any bus, newest first. */
  recent(limit: number): ReadonlyArray<LoggedEvent>
  /** Stops trying; what waits goes on at the next start. */
  close(): void
}

/** Event buses, rules, archives and replays, delivering to the queues of the same process. */
export const makeEventBridge = (parts: Omit<EventState, "buses" | "rules" | "tags">): EventBridge => {
  const { store } = parts
  const state: EventState = {
    ...parts,
    buses: store.collection<Bus>("buses"),
    rules: store.collection<Rule>("rules"),
    tags: store.collection<ReadonlyArray<Tag>>("event-tags"),
  }
  if (state.buses.get("default") === undefined) {
    const now = state.clock.now() / 1000
    state.buses.put("default", {
      Name: "default",
      Arn: arn(state, "event-bus/default"),
      CreationTime: now,
      LastModifiedTime: now,
    })
  }
  const log = makeEventLog(store)
  const functions = makeLambdaTargets(state)
  const deliver = makeDelivery(state, functions.invoke)
  const archives = makeArchives(state)
  const replays = makeReplays(state, archives, (bus, event, onlyRules) =>
    log.add(event, deliver(bus, event, undefined, onlyRules)),
  )
  const put = putEvents(state, (busName, event, traceHeader) => {
    const bus = state.buses.get(busName)
    // AWS accepts an event for a bus that is not there, and drops it.
    if (bus === undefined) return
    archives.keep(bus.Arn, event)
    log.add(event, deliver(busName, event, traceHeader))
  })
  const operations = {
    ...busOperations(state),
    ...tagOperations(state),
    ...ruleOperations(state),
    ...targetOperations(state),
    ...archives.operations,
    ...replays.operations,
  }
  return {
    recent: log.list,
    close: () => {
      functions.close()
      replays.close()
    },
    run: (operation, input, traceHeader) => {
      if (!isObject(input))
        throw new AwsError("SerializationException", "Start of structure or map found where not expected.")
      if (operation === "PutEvents") return put(input, traceHeader)
      const run = operations[operation]
      if (run === undefined) throw new AwsError("UnknownOperationException", "", 404)
      return run(input)
    },
  }
}
