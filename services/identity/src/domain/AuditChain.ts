import type { AuditEntry } from "@tango/contracts/events/AuditEvents"

/** An entry with its place in its organization's chain; `at` in milliseconds. */
export interface ChainedEntry extends AuditEntry {
  readonly entryId: string
  readonly sequence: number
  readonly at: number
  readonly traceId: string | null
}

/** A place in a chain: the sequence and hash of one entry. Sequence 0 with an empty hash is before the first. */
export interface Link {
  readonly sequence: number
  readonly hash: string
}

export const beforeFirst: Link = { sequence: 0, hash: "" }

/** What an entry's hash is of: the hash before it, and everything in it in one fixed order. */
export const hashInput = (previousHash: string, entry: ChainedEntry): string =>
  JSON.stringify([
    previousHash,
    entry.organizationId,
    entry.sequence,
    entry.entryId,
    entry.at,
    entry.actor.kind,
    entry.actor.id,
    entry.action,
    entry.target.type,
    entry.target.id,
    entry.ip ?? null,
    // PostgreSQL keeps a document's members in an order of its own.
    Object.entries(entry.details).sort(([a], [b]) => (a < b ? -1 : 1)),
    entry.traceId,
  ])

export interface Fault {
  readonly sequence: number
  readonly kind: "altered" | "missing"
}

/** What a walk along a chain has found so far. */
export interface Walk {
  readonly link: Link
  readonly entries: number
  readonly faults: ReadonlyArray<Fault>
}

const mostFaults = 100

const withFault = (faults: ReadonlyArray<Fault>, fault: Fault) =>
  faults.length < mostFaults ? [...faults, fault] : faults

/** One step: `hash` is what the row says, `expected` what it should be after the row before it. */
export const step = (walk: Walk, row: Link, expected: string): Walk => {
  const skipped = row.sequence > walk.link.sequence + 1
  const missing = skipped ? withFault(walk.faults, { sequence: walk.link.sequence + 1, kind: "missing" }) : walk.faults
  // After a gap there is no hash to compare with: the gap is the fault.
  const altered = !skipped && row.hash !== expected
  return {
    link: row,
    entries: walk.entries + 1,
    faults: altered ? withFault(missing, { sequence: row.sequence, kind: "altered" }) : missing,
  }
}

/** Whether the walk ended where the chain says that it ends. */
export const arrived = (walk: Walk, head: Link): Walk => {
  if (walk.link.sequence < head.sequence) {
    return { ...walk, faults: withFault(walk.faults, { sequence: walk.link.sequence + 1, kind: "missing" }) }
  }
  const altered = walk.link.hash !== head.hash && !walk.faults.some(({ sequence }) => sequence === head.sequence)
  return altered ? { ...walk, faults: withFault(walk.faults, { sequence: head.sequence, kind: "altered" }) } : walk
}
