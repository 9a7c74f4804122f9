import type { Archives } from "./Archives.ts"
import { AwsError, isObject, page, required, text, validation, type Json } from "./AwsError.ts"
import { arn, busName, exists, findBus, limitExceeded, notFound, type BusEvent, type EventState } from "./EventModel.ts"
import { checkedName, oneOf } from "./EventNames.ts"

const states = ["STARTING", "RUNNING", "CANCELLING", "COMPLETED", "CANCELLED", "FAILED"] as const

interface Replay {
  readonly ReplayName: string
  readonly ReplayArn: string
  readonly Description?: string | undefined
  readonly EventSourceArn: string
  readonly Destination: { readonly Arn: string; readonly FilterArns?: ReadonlyArray<string> }
  /** Seconds since 1970, as the other times. */
  readonly EventStartTime: number
  readonly EventEndTime: number
  readonly EventLastReplayedTime?: number
  readonly ReplayStartTime: number
  readonly ReplayEndTime?: number
  readonly State: (typeof states)[number]
}

type Deliver = (bus: string, event: BusEvent, onlyRules: ReadonlySet<string> | undefined) => void

const atOnce = 10
const seconds = (event: BusEvent): number => Date.parse(event.time) / 1000
const isOn = ({ State }: Replay): boolean => State === "STARTING" || State === "RUNNING"

const timeOf = (input: Json, name: string): number => {
  const value = input[name]
  if (typeof value !== "number") throw validation(`Parameter ${name} is not valid.`)
  return value
}

const archiveOf = (sourceArn: string): string => sourceArn.split("archive/").at(-1) ?? ""

/** A replay brings an archive's events to the rules once more, marked with `replay-name`; one that a stop interrupted starts again. */
export const makeReplays = (state: EventState, archives: Archives, deliver: Deliver) => {
  const replays = state.store.collection<Replay>("replays")
  const now = () => state.clock.now() / 1000
  const find = (name: string): Replay => {
    const replay = replays.get(name)
    if (replay === undefined) throw notFound(`Replay ${name}`)
    return replay
  }

  const run = (replay: Replay): void => {
    const rules = replay.Destination.FilterArns
    const onlyRules = rules === undefined || rules.length === 0 ? undefined : new Set(rules)
    const due = archives
      .eventsOf(archiveOf(replay.EventSourceArn))
      .filter((event) => seconds(event) >= replay.EventStartTime && seconds(event) <= replay.EventEndTime)
    const bus = busName(replay.Destination.Arn)
    for (const event of due) deliver(bus, { ...event, "replay-name": replay.ReplayName }, onlyRules)
    const last = due.at(-1)
    const lastReplayed = last === undefined ? {} : { EventLastReplayedTime: seconds(last) }
    replays.put(replay.ReplayName, { ...replay, ...lastReplayed, ReplayEndTime: now(), State: "COMPLETED" })
  }
  const goOn = (name: string): void => {
    const replay = find(name)
    if (isOn(replay)) run(replay)
    else if (replay.State === "CANCELLING") replays.put(name, { ...replay, State: "CANCELLED", ReplayEndTime: now() })
  }
  const pending = new Set<NodeJS.Immediate>()
  const later = (name: string): void => {
    const one = setImmediate(() => {
      pending.delete(one)
      goOn(name)
    })
    pending.add(one)
  }
  for (const replay of replays.all()) if (isOn(replay) || replay.State === "CANCELLING") later(replay.ReplayName)

  const start = (input: Json) => {
    const ReplayName = checkedName(input, "ReplayName", 64)
    const EventSourceArn = required(input, "EventSourceArn")
    const destination = isObject(input["Destination"]) ? input["Destination"] : {}
    const bus = findBus(state, required(destination, "Arn"))
    const archive = archives.get(archiveOf(EventSourceArn))
    if (archive === undefined)
      throw validation(
        `Parameter EventSourceArn is not valid. Reason: Archive ${archiveOf(EventSourceArn)} does not exist.`,
      )
    if (archive.EventSourceArn !== bus.Arn)
      throw validation("Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.")
    if (replays.get(ReplayName)) throw exists(`Replay ${ReplayName}`)
    const EventStartTime = timeOf(input, "EventStartTime")
    const EventEndTime = timeOf(input, "EventEndTime")
    if (EventEndTime <= EventStartTime)
      throw validation("Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.")
    if (replays.all().filter(isOn).length >= atOnce) throw limitExceeded()
    const filters = destination["FilterArns"]
    const replay = replays.put(ReplayName, {
      ReplayName,
      ReplayArn: arn(state, `replay/${ReplayName}`),
      Description: text(input, "Description"),
      EventSourceArn,
      Destination: { Arn: bus.Arn, ...(Array.isArray(filters) ? { FilterArns: filters.map(String) } : {}) },
      EventStartTime,
      EventEndTime,
      ReplayStartTime: now(),
      State: "STARTING",
    })
    later(ReplayName)
    return { ReplayArn: replay.ReplayArn, ReplayStartTime: replay.ReplayStartTime, State: replay.State }
  }

  const list = (input: Json) => {
    const prefix = text(input, "NamePrefix") ?? ""
    const source = text(input, "EventSourceArn")
    const wanted = oneOf(input, "State", states)
    const hit = replays
      .all()
      .filter(
        (one) =>
          one.ReplayName.startsWith(prefix) &&
          (source ?? one.EventSourceArn) === one.EventSourceArn &&
          (wanted ?? one.State) === one.State,
      )
    const { items, next } = page(hit, input)
    return {
      Replays: items.map(({ Destination: _destination, ReplayArn: _arn, Description: _description, ...one }) => one),
      ...next,
    }
  }

  const operations: Readonly<Record<string, (input: Json) => unknown>> = {
    StartReplay: start,
    DescribeReplay: (input) => find(checkedName(input, "ReplayName", 64)),
    ListReplays: list,
    CancelReplay: (input) => {
      const replay = find(checkedName(input, "ReplayName", 64))
      if (!isOn(replay))
        throw new AwsError(
          "IllegalStatusException",
          `Replay ${replay.ReplayName} is not in a valid state for this operation.`,
        )
      replays.put(replay.ReplayName, { ...replay, State: "CANCELLING" })
      return { ReplayArn: replay.ReplayArn, State: "CANCELLING" }
    },
  }
  return {
    operations,
    close: (): void => {
      for (const one of pending) clearImmediate(one)
    },
  }
}
