import { ResendFailure } from "./Errors.ts"

const day = 86_400_000
const longest = 30 * day

const units = { sec: 1000, second: 1000, min: 60_000, minute: 60_000, hour: 3_600_000, day }

const unitOf = (name: string): number =>
  Object.entries(units).find(([unit]) => unit === name.replace(/s$/, ""))?.[1] ?? Number.NaN

const zones: Readonly<Record<string, string>> = {
  et: "America/New_York",
  ct: "America/Chicago",
  mt: "America/Denver",
  pt: "America/Los_Angeles",
  utc: "UTC",
  gmt: "UTC",
}

/** What a clock in a zone shows, as if that were UTC. */
const shown = (time: number, timeZone: string): number => {
  const text = new Date(time).toLocaleString("sv-SE", { timeZone })
  return Date.parse(`${text.replace(" ", "T")}Z`)
}

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

/** "tomorrow at 9am", "Friday at 3pm ET": UTC where no zone is named; the weekday that comes next. */
const namedTime = (text: string, now: number): number => {
  const pattern = /^(today|tomorrow|[a-z]+day) at (\d{1,2})(?::(\d\d))? ?(am|pm)?(?: ([a-z]+))?$/i
  const [, name = "", hour = "", minutes = "0", half, zone = "UTC"] =
    pattern.exec(text)?.map((each) => each?.toLowerCase()) ?? []
  const timeZone = zones[zone.toLowerCase()]
  const weekday = weekdays.indexOf(name)
  if (timeZone === undefined || (weekday < 0 && name !== "today" && name !== "tomorrow")) return Number.NaN
  const local = shown(now, timeZone)
  const midnight = Math.floor(local / day) * day
  const days = name === "today" ? 0 : name === "tomorrow" ? 1 : (weekday - new Date(midnight).getUTCDay() + 7) % 7 || 7
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === "pm" ? 12 : 0)
  const wanted = midnight + days * day + hours * units.hour + Number(minutes) * units.min
  const guess = wanted - (local - now)
  // The clock may be put forward or back in between.
  return guess - (shown(guess, timeZone) - wanted)
}

const read = (text: string, now: number): number => {
  const relative = /^in (\d+) ([a-z]+)$/i.exec(text)
  if (relative) return now + Number(relative[1]) * unitOf((relative[2] ?? "").toLowerCase())
  const named = namedTime(text, now)
  return Number.isNaN(named) ? Date.parse(text) : named
}

/** A `scheduled_at` in milliseconds, 30 days ahead at most: RFC 3339, or English as in Resend's documentation. */
export const parseTime = (text: unknown, now: number): number => {
  const time = typeof text === "string" ? read(text.trim(), now) : Number.NaN
  if (Number.isNaN(time))
    throw new ResendFailure(
      422,
      "validation_error",
      "The `scheduled_at` field must be a date or a time such as `in 5 min`.",
    )
  if (time > now + longest)
    throw new ResendFailure(422, "validation_error", "Emails can be scheduled up to 30 days in advance.")
  return time
}
