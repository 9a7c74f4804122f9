import type { Price } from "./Wire.ts"

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

const day = 24 * 60 * 60

/** The start of the period `count` periods after `anchor`, in seconds. */
export const periodAfter = (anchor: number, recurring: Price["recurring"], count = 1): number => {
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
