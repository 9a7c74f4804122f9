import { expect, it } from "vitest"
import { audit, type Evidence } from "../src/chaos/Audit.ts"
import { schedule } from "../src/chaos/Schedule.ts"

const event = (sequence: number) => ({
  service: "identity",
  id: `event-${sequence}`,
  type: "identity.member.joined.v1",
  organizationId: "o1",
  subject: "member/m1",
  sequence,
  published: true,
  parked: false,
})

/** A member who has changed three times, of which notifications heard and wrote one mail. */
const sound: Evidence = {
  outbox: [event(1), event(2), event(3)],
  // The second one twice: a relay died between the bus and its own note, which is allowed.
  bus: [1, 2, 2, 3].map((number) => ({ id: `event-${number}`, type: "identity.member.joined.v1" })),
  inboxes: [
    {
      subscriber: "notifications",
      types: ["identity.member.joined.v1"],
      ids: ["event-3", "event-1", "event-2", "stripe:evt_1"],
    },
  ],
  versions: { "identity o1/member/m1": 3 },
  effects: [{ name: "a mail of a delivery", expected: ["event-1/m1 ada@x"], found: ["event-1/m1 ada@x"] }],
  mirrors: [{ name: "a member at billing", source: { "o1/m1": "active" }, copy: { "o1/m1": "active" } }],
  left: { "tango-billing-events": 0 },
}

const inbox = (ids: ReadonlyArray<string>) => sound.inboxes.map((one) => ({ ...one, ids }))
const found = (changes: Partial<Evidence>) => audit({ ...sound, ...changes })

it("finds nothing where all is sound, however often the bus took an event", () => {
  expect(found({})).toEqual([])
})

it("notices an outbox row that was deleted, at the end and in between", () => {
  const rest = (gone: number) => sound.outbox.filter(({ sequence }) => sequence !== gone)
  for (const gone of [1, 2, 3])
    expect(found({ outbox: rest(gone) })).toContainEqual({
      kind: "lost",
      what: "a change without an event",
      key: `identity o1/member/m1 ${gone}`,
    })
})

it("notices an event that waits, is parked, or never came to the bus", () => {
  const second = (changes: object) => sound.outbox.map((row) => (row.sequence === 2 ? { ...row, ...changes } : row))
  const whats = (changes: Partial<Evidence>) => found(changes).map(({ what }) => what)
  expect(whats({ outbox: second({ published: false }) })).toEqual(["an event that waits"])
  expect(whats({ outbox: second({ parked: true }) })).toEqual(["an event that is parked"])
  expect(whats({ bus: sound.bus.filter(({ id }) => id !== "event-2") })).toEqual(["an event that the bus never got"])
})

it("notices an event of a change that was rolled back", () => {
  const type = "identity.member.joined.v1"
  expect(found({ bus: [...sound.bus, { id: "event-4", type }] })).toEqual([
    { kind: "doubled", what: "an event of no change", key: `${type} event-4` },
  ])
})

it("notices an event that was not applied, and one that was applied twice", () => {
  const what = "an event at notifications"
  expect(found({ inboxes: inbox(["event-1", "event-3"]) })).toEqual([{ kind: "lost", what, key: "event-2" }])
  expect(found({ inboxes: inbox(["event-1", "event-2", "event-2", "event-3"]) })).toEqual([
    { kind: "doubled", what, key: "event-2" },
  ])
})

it("notices a mail that was sent twice, and one that was not sent", () => {
  const [mail] = sound.effects
  const mails = (copies: number) => [{ ...mail!, found: Array.from({ length: copies }, () => "event-1/m1 ada@x") }]
  const key = "event-1/m1 ada@x"
  expect(found({ effects: mails(2) })).toEqual([{ kind: "doubled", what: "a mail of a delivery", key }])
  expect(found({ effects: mails(0) })).toEqual([{ kind: "lost", what: "a mail of a delivery", key }])
})

it("notices a projection that was changed, that lacks a row or has one too many", () => {
  for (const copy of [{ "o1/m1": "deactivated" }, {}, { "o1/m1": "active", "o1/m2": "active" }]) {
    const mirrors = sound.mirrors.map((mirror) => ({ ...mirror, copy }))
    expect(found({ mirrors }).map(({ what }) => what)).toEqual(["a member at billing"])
  }
})

it("notices what is left in a queue", () => {
  expect(found({ left: { "tango-billing-events-dlq": 2 } })).toHaveLength(1)
})

it("a seed plays the same faults again, and another seed others", () => {
  const faults = (seed: number) => schedule({ seconds: 120, seed, everyMilliseconds: 2_500, database: true })
  expect(faults(1)).toEqual(faults(1))
  expect(faults(1)).not.toEqual(faults(2))
  expect(new Set(faults(1).map(({ kind }) => kind))).toEqual(
    new Set(["kill", "crash", "bus", "queues", "provider", "webhooks"]),
  )
})
