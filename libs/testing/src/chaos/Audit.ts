/** What was found in databases, on the bus and in mailboxes after a run, as far as the audit asks. */
export interface Evidence {
  readonly outbox: ReadonlyArray<{
    readonly service: string
    readonly id: string
    readonly type: string
    readonly organizationId: string
    readonly subject: string
    readonly sequence: number
    readonly published: boolean
    readonly parked: boolean
  }>
  /** The events that the bus has taken, by their own ids; webhooks are not among them. */
  readonly bus: ReadonlyArray<{ readonly id: string; readonly type: string }>
  /** Each subscriber that keeps an inbox: the types that it hears of, and the ids that are in its inbox. */
  readonly inboxes: ReadonlyArray<{
    readonly subscriber: string
    readonly types: ReadonlyArray<string>
    readonly ids: ReadonlyArray<string>
  }>
  /** The version of each subject as its owner's row has it, by `<organization>/<subject>`. */
  readonly versions: Readonly<Record<string, number>>
  /** Things that follow from others, one for one: an audit entry from an event, a mail from a delivery, a project from a request. */
  readonly effects: ReadonlyArray<{
    readonly name: string
    readonly expected: ReadonlyArray<string>
    readonly found: ReadonlyArray<string>
  }>
  /** Projections beside what they are made from: what each says of a key. */
  readonly mirrors: ReadonlyArray<{
    readonly name: string
    readonly source: Readonly<Record<string, string>>
    readonly copy: Readonly<Record<string, string>>
  }>
  /** What is left in queues after everything was healed, by queue. */
  readonly left: Readonly<Record<string, number>>
}

export interface Finding {
  readonly kind: "lost" | "doubled"
  readonly what: string
  readonly key: string
}

const countsOf = (keys: ReadonlyArray<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

/** What is missing among the found, and what is there more often than it should be. */
const compare = (
  what: string,
  expected: ReadonlyArray<string>,
  found: ReadonlyArray<string>,
): ReadonlyArray<Finding> => {
  const wanted = countsOf(expected)
  const there = countsOf(found)
  const keys = [...new Set([...wanted.keys(), ...there.keys()])]
  return keys.flatMap((key): ReadonlyArray<Finding> => {
    const difference = (there.get(key) ?? 0) - (wanted.get(key) ?? 0)
    if (difference === 0) return []
    return [{ kind: difference < 0 ? "lost" : "doubled", what, key }]
  })
}

const lost = (what: string, keys: ReadonlyArray<string>): ReadonlyArray<Finding> =>
  keys.map((key) => ({ kind: "lost", what, key }))

/** Not each state of a delivery is told, and entitlements numbers grants as the news it follows: what came too late is left out. */
const toldInPart = /^(?:delivery|grant|resource)\//u

/** A subject's events are numbered from 1 without a gap, up to the version of its row. */
const gaps = ({ outbox, versions }: Evidence): ReadonlyArray<Finding> => {
  const numbers = new Map<string, Set<number>>()
  for (const { organizationId, sequence, service, subject } of outbox) {
    if (toldInPart.test(subject)) continue
    const key = `${service} ${organizationId}/${subject}`
    numbers.set(key, (numbers.get(key) ?? new Set()).add(sequence))
  }
  const missing = [...new Set([...numbers.keys(), ...Object.keys(versions)])].flatMap((key) => {
    const known = numbers.get(key) ?? new Set()
    const last = Math.max(versions[key] ?? 0, ...known)
    return Array.from({ length: last }, (_, index) => index + 1)
      .filter((number) => !known.has(number))
      .map((number) => `${key} ${number}`)
  })
  return lost("a change without an event", missing)
}

const publishing = ({ bus, outbox }: Evidence): ReadonlyArray<Finding> => {
  const taken = new Set(bus.map(({ id }) => id))
  const known = new Set(outbox.map(({ id }) => id))
  const told = ({ id, type }: { readonly id: string; readonly type: string }) => `${type} ${id}`
  return [
    ...lost("an event that is parked", outbox.filter(({ parked }) => parked).map(told)),
    ...lost("an event that waits", outbox.filter(({ parked, published }) => !parked && !published).map(told)),
    ...lost("an event that the bus never got", outbox.filter((row) => row.published && !taken.has(row.id)).map(told)),
    ...[...new Set(bus.filter(({ id }) => !known.has(id)).map(told))].map((key): Finding => ({
      kind: "doubled",
      what: "an event of no change",
      key,
    })),
  ]
}

const applying = ({ inboxes, outbox }: Evidence): ReadonlyArray<Finding> =>
  inboxes.flatMap(({ ids, subscriber, types }) => {
    const events = outbox.filter(({ type }) => types.includes(type)).map(({ id }) => id)
    const own = new Set(events)
    // Webhooks have ids of their own: they may be there once, like all others.
    const foreign = [...new Set(ids.filter((id) => !own.has(id)))]
    return compare(`an event at ${subscriber}`, [...events, ...foreign], ids)
  })

const mirroring = ({ mirrors }: Evidence): ReadonlyArray<Finding> =>
  mirrors.flatMap(({ copy, name, source }) =>
    [...new Set([...Object.keys(source), ...Object.keys(copy)])]
      .filter((key) => source[key] !== copy[key])
      .map((key): Finding => ({ kind: "lost", what: name, key: `${key}: ${source[key]} is ${copy[key]}` })),
  )

/** Everything that a committed change should have brought about and has not, and everything that it has brought about twice. */
export const audit = (evidence: Evidence): ReadonlyArray<Finding> => [
  ...gaps(evidence),
  ...publishing(evidence),
  ...applying(evidence),
  ...evidence.effects.flatMap(({ expected, found, name }) => compare(name, expected, found)),
  ...mirroring(evidence),
  ...Object.entries(evidence.left)
    .filter(([, messages]) => messages > 0)
    .map(([queue, messages]): Finding => ({
      kind: "lost",
      what: "messages left in a queue",
      key: `${queue}: ${messages}`,
    })),
]
