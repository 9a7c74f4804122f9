import { kinds } from "@tango/contracts/api/NotificationsApi"
import { assert as property, constantFrom, date, integer, property as holds } from "fast-check"
import { assert, describe, it } from "vitest"
import { everybody, isDigestDue, isWanted, localTime, quietUntil } from "../src/domain/Preferences.ts"

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati"]
const times = date({ min: new Date("2026-01-01"), max: new Date("2028-01-01"), noInvalidDate: true })
const minute = integer({ min: 0, max: 1439 })

describe("quiet hours", () => {
  it("end within a day, at the minute that was asked for on the member's own clock", () => {
    property(
      holds(times, constantFrom(...zones), minute, minute, (now, timeZone, from, until) => {
        const end = quietUntil(now, { timeZone, quietHours: { from, until }, digestHour: 8 })
        if (end === null) return
        assert.isAbove(end.getTime(), now.getTime() - 60_000)
        assert.isBelow(end.getTime() - now.getTime(), 26 * 3_600_000)
        // A minute that a clock skips when it is put forward comes an hour later.
        assert.include([0, 30, 60], (localTime(end, timeZone).minute - until + 1440) % 1440)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ["2026-11-22T22:30:00Z", "UTC", "2026-11-23T07:00:00.000Z"],
    ["2026-11-22T12:00:00Z", "UTC", undefined],
    ["2026-11-22T21:30:00Z", "Europe/Berlin", "2026-11-23T06:00:00.000Z"],
    // Clocks go back that night: it is an hour longer.
    ["2026-10-24T21:00:00Z", "Europe/Berlin", "2026-10-25T06:00:00.000Z"],
  ])("from 22:00 until 07:00: at %s in %s they end at %s", (now, timeZone, end) => {
    const quietHours = { from: 1320, until: 420 }
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
})
