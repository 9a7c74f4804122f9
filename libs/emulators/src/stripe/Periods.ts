import type { Price } from "./Wire.ts"

type Recurring = Pick<NonNullable<Price["recurring"]>, "interval" | "interval_count"> | null

/** `months` months after `seconds`, on the same day or the month's last. */
const addMonths = (seconds: number, months: number): number => {
  const from = new Date(seconds * 1000)
  const day = from.getUTCDate()
  const to = new Date(from)
  to.setUTCDate(1)
  to.setUTCMonth(from.getUTCMonth() + months)
  const last = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate()
  to.setUTCDate(Math.min(day, last))
  return Math.floor(to.getTime() / 1000)
}

export const day = 24 * 60 * 60

/** The start of the period `count` periods after `anchor`, in seconds; before it for a negative count. */
export const periodAfter = (anchor: number, recurring: Recurring, count = 1): number => {
  const length = (recurring?.interval_count ?? 1) * count
  switch (recurring?.interval) {
    case "day":
      return anchor + length * day
    case "week":
      return anchor + length * 7 * day
    case "year":
      return addMonths(anchor, length * 12)
    default:
      return addMonths(anchor, length)
  }
}

const lengths: Record<string, number> = { day, week: 7 * day, month: 30.44 * day, year: 365.25 * day }

/** The period of this anchor that contains `at`: from `start`, included, to `end`, not included. */
export const periodAround = (anchor: number, recurring: Recurring, at: number): { start: number; end: number } => {
  const length = (lengths[recurring?.interval ?? "month"] ?? day) * (recurring?.interval_count ?? 1)
  let count = Math.floor((at - anchor) / length) - 1
  while (periodAfter(anchor, recurring, count + 1) <= at) count += 1
  return { start: periodAfter(anchor, recurring, count), end: periodAfter(anchor, recurring, count + 1) }
}
