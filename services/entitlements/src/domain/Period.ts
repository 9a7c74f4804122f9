export interface Period {
  readonly start: Date
  readonly end: Date
}

/** The same day and time of day as the anchor's, `months` after January of the year 0, or the month's last day where it has no such. */
const anchored = (anchor: Date, months: number): Date => {
  const [year, month] = [Math.floor(months / 12), months % 12]
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const day = Math.min(anchor.getUTCDate(), lastDay)
  const [hours, minutes] = [anchor.getUTCHours(), anchor.getUTCMinutes()]
  return new Date(Date.UTC(year, month, day, hours, minutes, anchor.getUTCSeconds(), anchor.getUTCMilliseconds()))
}

const firstOfMonth = new Date(0)

/**
 * The month of billing that an instant is in, from its start up to but not including its end. Months begin on the day that the
 * subscription's period ends, also of one that is paid by the year; without a subscription they are those of the calendar, in UTC.
 */
export const periodAt = (anchor: Date | null, instant: Date): Period => {
  const from = anchor ?? firstOfMonth
  const month = instant.getUTCFullYear() * 12 + instant.getUTCMonth()
  const first = anchored(from, month) > instant ? month - 1 : month
  return { start: anchored(from, first), end: anchored(from, first + 1) }
}
