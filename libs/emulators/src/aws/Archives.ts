import { page, required, text, validation, type Json } from "./AwsError.ts"
import { arn, exists, findBus, notFound, type BusEvent, type EventState } from "./EventModel.ts"
import { checkedName, oneOf, within } from "./EventNames.ts"
import { parsePattern } from "./EventPattern.ts"

export interface Archive {
  readonly ArchiveName: string
  readonly EventSourceArn: string
  readonly Description?: string | undefined
  readonly EventPattern?: string | undefined
  /** 0 keeps its events for good. */
  readonly RetentionDays: number
  readonly CreationTime: number
}

interface ArchivedEvent {
  readonly archive: string
  readonly event: BusEvent
  /** Milliseconds since 1970 when the bus received it. */
  readonly at: number
}

const day = 86_400_000
/** Events between two looks for those whose retention is over. */
const sweepEvery = 1_000

/** What is left of an archive's events, and their bytes. */
const makeHeld = (state: EventState, archives: { get(name: string): Archive | undefined }) => {
  const events = state.store.collection<ArchivedEvent>("archived-events")
  const byArchive = events.index(({ archive }) => [archive])
  const key = (archive: string, event: BusEvent) => `${archive}/${event.id}`
  let kept = 0
  const of = (name: string): ReadonlyArray<BusEvent> => {
    const days = archives.get(name)?.RetentionDays ?? 0
    const oldest = days === 0 ? -Infinity : state.clock.now() - days * day
    const held = byArchive(name)
    for (const { archive, event, at } of held) if (at < oldest) events.delete(key(archive, event))
    return held.filter(({ at }) => at >= oldest).map(({ event }) => event)
  }
  return {
    of,
    add: (archive: string, event: BusEvent): void => {
      events.put(key(archive, event), { archive, event, at: state.clock.now() })
      kept += 1
      if (kept % sweepEvery === 0) of(archive)
    },
    drop: (archive: string): void => {
      for (const { event } of byArchive(archive)) events.delete(key(archive, event))
    },
  }
}

/** Archives keep what their bus received, for as many days as they are told. */
export const makeArchives = (state: EventState) => {
  const archives = state.store.collection<Archive>("archives")
  const held = makeHeld(state, archives)
  const matchers = new WeakMap<Archive, (event: unknown) => boolean>()

  const find = (name: string): Archive => {
    const archive = archives.get(name)
    if (archive === undefined) throw notFound(`Archive ${name}`)
    return archive
  }
  const view = (archive: Archive) => {
    const events = held.of(archive.ArchiveName)
    const SizeBytes = events.reduce((size, event) => size + Buffer.byteLength(JSON.stringify(event)), 0)
    return { ...archive, EventCount: events.length, SizeBytes, State: "ENABLED" }
  }
  const saved = (archive: Archive) => {
    const { ArchiveName, CreationTime } = archives.put(archive.ArchiveName, archive)
    return { ArchiveArn: arn(state, `archive/${ArchiveName}`), CreationTime, State: "ENABLED" }
  }
  const patternOf = (input: Json): string | undefined => {
    const pattern = text(input, "EventPattern")
    if (pattern !== undefined) parsePattern(pattern)
    return pattern
  }
  const matches = (archive: Archive, event: BusEvent): boolean => {
    if (archive.EventPattern === undefined) return true
    const matcher = matchers.get(archive) ?? parsePattern(archive.EventPattern)
    matchers.set(archive, matcher)
    return matcher(event)
  }

  const operations: Readonly<Record<string, (input: Json) => unknown>> = {
    CreateArchive: (input) => {
      const ArchiveName = checkedName(input, "ArchiveName", 48)
      const RetentionDays = within(input, "RetentionDays", 0, Infinity) ?? 0
      const bus = findBus(state, required(input, "EventSourceArn"))
      if (archives.get(ArchiveName)) throw exists(`Archive ${ArchiveName}`)
      return saved({
        ArchiveName,
        EventSourceArn: bus.Arn,
        Description: text(input, "Description"),
        EventPattern: patternOf(input),
        RetentionDays,
        CreationTime: state.clock.now() / 1000,
      })
    },
    UpdateArchive: (input) => {
      const name = checkedName(input, "ArchiveName", 48)
      const given = {
        ...(input["Description"] === undefined ? {} : { Description: text(input, "Description") }),
        ...(input["EventPattern"] === undefined ? {} : { EventPattern: patternOf(input) }),
        ...(input["RetentionDays"] === undefined
          ? {}
          : { RetentionDays: within(input, "RetentionDays", 0, Infinity) ?? 0 }),
      }
      if (Object.keys(given).length === 0)
        throw validation("At least one of EventPattern, RetentionDays or Description must be provided.")
      return saved({ ...find(name), ...given })
    },
    DescribeArchive: (input) => {
      const archive = find(checkedName(input, "ArchiveName", 48))
      return { ArchiveArn: arn(state, `archive/${archive.ArchiveName}`), ...view(archive) }
    },
    ListArchives: (input) => {
      const source = text(input, "EventSourceArn")
      const wanted = oneOf(input, "State", [
        "ENABLED",
        "DISABLED",
        "CREATING",
        "UPDATING",
        "CREATE_FAILED",
        "UPDATE_FAILED",
      ])
      if (source !== undefined) findBus(state, source)
      const hit = archives
        .all()
        .filter(
          (one) =>
            one.ArchiveName.startsWith(text(input, "NamePrefix") ?? "") &&
            (source ?? one.EventSourceArn) === one.EventSourceArn &&
            (wanted ?? "ENABLED") === "ENABLED",
        )
        .toSorted((a, b) => (a.ArchiveName < b.ArchiveName ? -1 : 1))
      const { items, next } = page(hit, input)
      return {
        Archives: items.map((one) => ({ ...view(one), Description: undefined, EventPattern: undefined })),
        ...next,
      }
    },
    DeleteArchive: (input) => {
      const { ArchiveName } = find(checkedName(input, "ArchiveName", 48))
      held.drop(ArchiveName)
      archives.delete(ArchiveName)
      return {}
    },
  }

  return {
    operations,
    get: archives.get,
    eventsOf: held.of,
    /** Writes an event down for each archive of its bus that wants it. */
    keep: (busArn: string, event: BusEvent): void => {
      for (const archive of archives.all()) {
        if (archive.EventSourceArn === busArn && matches(archive, event)) held.add(archive.ArchiveName, event)
      }
    },
  }
}

export type Archives = ReturnType<typeof makeArchives>
