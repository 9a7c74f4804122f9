import { AwsError, isObject, page, required, text, validation, type Json } from "./AwsError.ts"
import { arn, busName, exists, findBus, notFound, type BusEvent, type EventState } from "./EventModel.ts"
import { parsePattern } from "./EventPattern.ts"

interface Archive {
  readonly ArchiveName: string
  readonly EventSourceArn: string
  readonly Description?: string | undefined
  readonly EventPattern?: string | undefined
  readonly RetentionDays: number
  readonly CreationTime: number
}

interface ArchivedEvent {
  readonly archive: string
  readonly event: BusEvent
}

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
  readonly State: "STARTING" | "RUNNING" | "CANCELLING" | "COMPLETED" | "CANCELLED"
}

type Deliver = (bus: string, event: BusEvent, onlyRules: ReadonlySet<string> | undefined) => void

const seconds = (event: BusEvent): number => Date.parse(event.time) / 1000

const timeOf = (input: Json, name: string): number => {
  const value = input[name]
  if (typeof value !== "number") throw validation(`Parameter ${name} is not valid.`)
  return value
}

/** Archives keep what their bus received; a replay brings it to the rules once more, marked with `replay-name`. */
export const makeArchives = (state: EventState, deliver: Deliver) => {
  const archives = state.store.collection<Archive>("archives")
  const events = state.store.collection<ArchivedEvent>("archived-events")
  const replays = state.store.collection<Replay>("replays")

  const eventsOf = (archive: string) =>
    events
      .all()
      .filter((one) => one.archive === archive)
      .map(({ event }) => event)
  const find = (name: string): Archive => {
    const archive = archives.get(name)
    if (archive === undefined) throw notFound(`Archive ${name}`)
    return archive
  }
  const findReplay = (name: string): Replay => {
    const replay = replays.get(name)
    if (replay === undefined) throw notFound(`Replay ${name}`)
    return replay
  }
  const archiveView = (archive: Archive) => {
    const held = eventsOf(archive.ArchiveName)
    const SizeBytes = held.reduce((size, event) => size + Buffer.byteLength(JSON.stringify(event)), 0)
    return { ...archive, EventCount: held.length, SizeBytes, State: "ENABLED" }
  }
  const created = ({ ArchiveName, CreationTime }: Archive) => ({
    ArchiveArn: arn(state, `archive/${ArchiveName}`),
    CreationTime,
    State: "ENABLED",
  })

  const run = (name: string): void => {
    const replay = findReplay(name)
    const rules = replay.Destination.FilterArns
    const onlyRules = rules === undefined || rules.length === 0 ? undefined : new Set(rules)
    const archive = replay.EventSourceArn.split("archive/").at(-1) ?? ""
    const due = eventsOf(archive).filter(
      (event) => seconds(event) >= replay.EventStartTime && seconds(event) <= replay.EventEndTime,
    )
    for (const event of due) deliver(busName(replay.Destination.Arn), { ...event, "replay-name": name }, onlyRules)
    const last = due.at(-1)
    const lastReplayed = last === undefined ? {} : { EventLastReplayedTime: seconds(last) }
    replays.put(name, { ...replay, ...lastReplayed, ReplayEndTime: state.clock.now() / 1000, State: "COMPLETED" })
  }

  const start = (input: Json) => {
    const ReplayName = required(input, "ReplayName")
    const EventSourceArn = required(input, "EventSourceArn")
    const destination = input["Destination"]
    const target = isObject(destination) ? required(destination, "Arn") : ""
    const bus = findBus(state, target)
    const archiveName = EventSourceArn.split("archive/").at(-1) ?? ""
    const archive = archives.get(archiveName)
    if (archive === undefined)
      throw validation(`Parameter EventSourceArn is not valid. Reason: Archive ${archiveName} does not exist.`)
    if (archive.EventSourceArn !== bus.Arn)
      throw validation("Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.")
    if (replays.get(ReplayName)) throw exists(`Replay ${ReplayName}`)
    const EventStartTime = timeOf(input, "EventStartTime")
    const EventEndTime = timeOf(input, "EventEndTime")
    if (EventEndTime <= EventStartTime)
      throw validation("Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.")
    const filters =
      isObject(destination) && Array.isArray(destination["FilterArns"])
        ? destination["FilterArns"].map(String)
        : undefined
    const replay: Replay = {
      ReplayName,
      ReplayArn: arn(state, `replay/${ReplayName}`),
      Description: text(input, "Description"),
      EventSourceArn,
      Destination: { Arn: bus.Arn, ...(filters === undefined ? {} : { FilterArns: filters }) },
      EventStartTime,
      EventEndTime,
      ReplayStartTime: state.clock.now() / 1000,
      State: "STARTING",
    }
    replays.put(ReplayName, replay)
    setImmediate(() => {
      const now = findReplay(ReplayName)
      if (now.State === "STARTING") run(ReplayName)
      else if (now.State === "CANCELLING")
        replays.put(ReplayName, { ...now, State: "CANCELLED", ReplayEndTime: state.clock.now() / 1000 })
    })
    return { ReplayArn: replay.ReplayArn, ReplayStartTime: replay.ReplayStartTime, State: replay.State }
  }

  const operations: Readonly<Record<string, (input: Json) => unknown>> = {
    CreateArchive: (input) => {
      const ArchiveName = required(input, "ArchiveName")
      const bus = findBus(state, required(input, "EventSourceArn"))
      if (archives.get(ArchiveName)) throw exists(`Archive ${ArchiveName}`)
      const EventPattern = text(input, "EventPattern")
      if (EventPattern !== undefined) parsePattern(EventPattern)
      const RetentionDays = typeof input["RetentionDays"] === "number" ? input["RetentionDays"] : 0
      const CreationTime = state.clock.now() / 1000
      const Description = text(input, "Description")
      return created(
        archives.put(ArchiveName, {
          ArchiveName,
          EventSourceArn: bus.Arn,
          Description,
          EventPattern,
          RetentionDays,
          CreationTime,
        }),
      )
    },
    DescribeArchive: (input) => {
      const archive = find(required(input, "ArchiveName"))
      return { ArchiveArn: arn(state, `archive/${archive.ArchiveName}`), ...archiveView(archive) }
    },
    ListArchives: (input) => {
      const source = text(input, "EventSourceArn")
      if (source !== undefined) findBus(state, source)
      const hit = archives
        .all()
        .filter(
          (one) =>
            one.ArchiveName.startsWith(text(input, "NamePrefix") ?? "") &&
            (source ?? one.EventSourceArn) === one.EventSourceArn,
        )
      const { items, next } = page(hit, input)
      return {
        Archives: items.map((one) => ({ ...archiveView(one), Description: undefined, EventPattern: undefined })),
        ...next,
      }
    },
    DeleteArchive: (input) => {
      const { ArchiveName } = find(required(input, "ArchiveName"))
      for (const event of eventsOf(ArchiveName)) events.delete(`${ArchiveName}/${event.id}`)
      archives.delete(ArchiveName)
      return {}
    },
    StartReplay: start,
    DescribeReplay: (input) => findReplay(required(input, "ReplayName")),
    ListReplays: (input) => {
      const prefix = text(input, "NamePrefix") ?? ""
      const { items, next } = page(
        replays.all().filter((one) => one.ReplayName.startsWith(prefix)),
        input,
      )
      return {
        Replays: items.map(({ Destination: _destination, ReplayArn: _arn, Description: _description, ...one }) => one),
        ...next,
      }
    },
    CancelReplay: (input) => {
      const replay = findReplay(required(input, "ReplayName"))
      if (replay.State !== "STARTING" && replay.State !== "RUNNING") {
        throw new AwsError(
          "IllegalStatusException",
          `Replay ${replay.ReplayName} is not in a valid state for this operation.`,
        )
      }
      replays.put(replay.ReplayName, { ...replay, State: "CANCELLING" })
      return { ReplayArn: replay.ReplayArn, State: "CANCELLING" }
    },
  }

  return {
    operations,
    keep: (busArn: string, event: BusEvent): void => {
      for (const archive of archives.all()) {
        if (archive.EventSourceArn !== busArn) continue
        if (archive.EventPattern !== undefined && !parsePattern(archive.EventPattern)(event)) continue
        events.put(`${archive.ArchiveName}/${event.id}`, { archive: archive.ArchiveName, event })
      }
    },
  }
}
