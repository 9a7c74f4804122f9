import { ResendFailure } from "./Errors.ts"

const units = { sec: 1000, second: 1000, min: 60_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }

const unitOf = (name: string): number =>
  Object.entries(units).find(([unit]) => unit === name.replace(/s$/, ""))?.[1] ?? Number.NaN

/** A `scheduled_at` in milliseconds: RFC 3339, or "in 5 minutes" (Resend reads more English than that). */
export const parseTime = (text: string, now: number): number => {
  const relative = /^in (\d+) ([a-z]+)$/i.exec(String(text).trim())
  const time = relative ? now + Number(relative[1]) * unitOf((relative[2] ?? "").toLowerCase()) : Date.parse(text)
  if (Number.isNaN(time))
    throw new ResendFailure(
      422,
      "validation_error",
      "The `scheduled_at` field must be a date or a time such as `in 5 min`.",
    )
  return time
}
