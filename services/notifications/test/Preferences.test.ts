import { kinds } from "@tango/contracts/api/NotificationsApi"
import { assert as property, constantFrom, date, integer, oneof, property as holds, record } from "fast-check"
import { assert, describe, it } from "vitest"
import { everybody, isDigestDue, isWanted, localTime, quietUntil } from "../src/domain/Preferences.ts"

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati"]
const times = date({ min: new Date("2026-01-01"), max: new Date("2028-01-01"), noInvalidDate: true })
const minute = integer({ min: 0, max: 1439 })

/** The nights in which clocks are put forward and back; the last two zones have none. */
const changes = [
  ["Europe/Berlin", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"],
  ["America/New_York", "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z"],
  // By half an hour.
  ["Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-04-04T15:00:00Z"],
  // At midnight, so that the day before has an hour more.
  ["America/Santiago", "2026-09-06T04:00:00Z", "2026-04-05T03:00:00Z"],
  ["Asia/Kolkata", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"],
  ["UTC", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"],
] as const
const nights = changes.flatMap(([timeZone, ...times]) => times.map((time) => ({ timeZone, time: Date.parse(time) })))

describe("quiet hours", () => {
  const isQuiet = (local: number, from: number, until: number) =>
    from < until ? local >= from && local < until : local >= from || local < until

  it("end at the first minute that the member's clock shows outside them, also when clocks change meanwhile", () => {
    const aroundChange = constantFrom(...nights).chain(({ time, timeZone }) =>
      integer({ min: -24 * 60, max: 4 * 60 }).map((offset) => ({ timeZone, now: new Date(time + offset * 60_000) })),
    )
    const whenever = record({ timeZone: constantFrom(...zones), now: times })
    property(
      holds(oneof(aroundChange, whenever), minute, minute, ({ now, timeZone }, from, until) => {
        let expected: Date | null = null
        const local = (at: Date) => localTime(at, timeZone).minute
        if (from !== until && isQuiet(local(now), from, until)) {
          expected = new Date(Math.floor(now.getTime() / 60_000) * 60_000)
          while (isQuiet(local(expected), from, until)) expected = new Date(expected.getTime() + 60_000)
        }
        assert.deepEqual(quietUntil(now, { timeZone, quietHours: { from, until }, digestHour: 8 }), expected)
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ["2026-11-22T22:30:00Z", "UTC", 420, "2026-11-23T07:00:00.000Z"],
    ["2026-11-22T12:00:00Z", "UTC", 420, undefined],
    ["2026-11-22T21:30:00Z", "Europe/Berlin", 420, "2026-11-23T06:00:00.000Z"],
    ["2026-11-22T17:00:00Z", "Asia/Kolkata", 420, "2026-11-23T01:30:00.000Z"],
    // Clocks go back that night: it is an hour longer, or half an hour.
    ["2026-10-24T21:00:00Z", "Europe/Berlin", 420, "2026-10-25T06:00:00.000Z"],
    ["2026-04-04T12:00:00Z", "Australia/Lord_Howe", 420, "2026-04-04T20:30:00.000Z"],
    // Clocks go forward: it is an hour shorter, or half an hour.
    ["2026-03-28T22:00:00Z", "Europe/Berlin", 420, "2026-03-29T05:00:00.000Z"],
    ["2026-10-03T12:00:00Z", "Australia/Lord_Howe", 420, "2026-10-03T20:00:00.000Z"],
    // The clock goes from 02:00 to 03:00 and never shows 02:30.
    ["2026-03-28T22:00:00Z", "Europe/Berlin", 150, "2026-03-29T01:00:00.000Z"],
    // It shows 02:30 twice; the first is the end.
    ["2026-10-24T22:00:00Z", "Europe/Berlin", 150, "2026-10-25T00:30:00.000Z"],
  ])("from 22:00: at %s in %s they end at %i minutes of the day, %s", (now, timeZone, until, end) => {
    const quietHours = { from: 1320, until }
    assert.equal(quietUntil(new Date(now), { timeZone, quietHours, digestHour: 8 })?.toISOString(), end)
  })
})

describe("a choice", () => {
  it("of one's own counts before the organization's, and that before ours", () => {
    const theirs = { memberId: everybody, kind: "project_shared", channel: "email", enabled: false }
    const own = { ...theirs, memberId: "ada", enabled: true }
    assert.isTrue(isWanted([], "ada", "project_shared", "email"))
    assert.isFalse(isWanted([theirs], "ada", "project_shared", "email"))
    assert.isTrue(isWanted([theirs, own], "ada", "project_shared", "email"))
  })

  it("is not heard for what one has to know", () => {
    const off = kinds.map((kind) => ({ memberId: "ada", kind, channel: "email", enabled: false }))
    assert.deepEqual(
      kinds.filter((kind) => isWanted(off, "ada", kind, "email")),
      ["welcome", "payment_failed", "security_changed"],
    )
  })
})

describe("a digest", () => {
  it("is due from its hour on, once a day of the member's own", () => {
    const settings = { timeZone: "America/New_York", quietHours: null, digestHour: 8 }
    const at = (time: string, last: string | null) => isDigestDue(new Date(time), settings, last)
    assert.isFalse(at("2026-11-22T12:59:00Z", null))
    assert.isTrue(at("2026-11-22T13:00:00Z", "2026-11-21"))
    assert.isFalse(at("2026-11-23T03:00:00Z", "2026-11-22"))
  })

  it.each(nights)(
    "comes once on each day of the clock in $timeZone around $time, at its hour or right after",
    (night) => {
      const quarter = 15 * 60_000
      for (const digestHour of [0, 1, 2, 3, 8, 23]) {
        const settings = { timeZone: night.timeZone, quietHours: null, digestHour }
        const sent: Array<{ readonly date: string; readonly minute: number }> = []
        const shown = new Map<string, number>()
        // As the job runs, from noon two days before until noon two days after; there is always something to tell.
        const start = Math.floor(night.time / 86_400_000) * 86_400_000 - 2 * 86_400_000
        for (let at = start; at < start + 5 * 86_400_000; at += quarter) {
          const local = localTime(new Date(at), night.timeZone)
          if (local.minute >= digestHour * 60 && !shown.has(local.date)) shown.set(local.date, local.minute)
          if (!isDigestDue(new Date(at), settings, sent.at(-1)?.date ?? null)) continue
          sent.push(local)
        }
        assert.deepEqual(
          sent.map(({ date }) => date),
          [...shown.keys()],
        )
        assert.isAtLeast(sent.length, 4)
        // Of the first day only a part was seen. An hour that is left out is an hour late at most.
        for (const { minute: at } of sent.slice(1)) assert.include([0, 30, 60], at - digestHour * 60)
      }
    },
  )
})
