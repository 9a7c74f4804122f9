import type { MemberSettings, Preference } from "@tango/contracts/api/NotificationsApi"
import { type Channel, channels, isChoice, type Kind, kindRules, kinds } from "@tango/contracts/api/NotificationsApi"

/** One choice: of a member, or of the organization for those who have not chosen. */
export interface Choice {
  readonly memberId: string
  readonly kind: string
  readonly channel: string
  readonly enabled: boolean
}

/** Stands where a member's id would, for the organization's defaults; no member has it. */
export const everybody = "*"

const chosenBy = (choices: ReadonlyArray<Choice>, memberId: string, kind: Kind, channel: Channel) =>
  choices.find((each) => each.memberId === memberId && each.kind === kind && each.channel === channel)?.enabled

/** Whether a member is told of a kind by a channel: their own choice, the organization's, or ours, in this order. */
export const isWanted = (choices: ReadonlyArray<Choice>, memberId: string, kind: Kind, channel: Channel): boolean =>
  isChoice(kind, channel)
    ? (chosenBy(choices, memberId, kind, channel) ??
      chosenBy(choices, everybody, kind, channel) ??
      kindRules[kind].defaults[channel])
    : true

/** All kinds and channels as they count for a member, or for `everybody`. */
export const overview = (choices: ReadonlyArray<Choice>, memberId: string): ReadonlyArray<Preference> =>
  kinds.flatMap((kind) =>
    channels.map((channel) => {
      const ours = kindRules[kind].defaults[channel]
      return {
        kind,
        channel,
        enabled: isWanted(choices, memberId, kind, channel),
        otherwise: memberId === everybody ? ours : isWanted(choices, everybody, kind, channel),
        chosen: isChoice(kind, channel) && chosenBy(choices, memberId, kind, channel) !== undefined,
        locked: !isChoice(kind, channel),
      }
    }),
  )

const minute = 60_000

const clocks = new Map<string, Intl.DateTimeFormat>()
/** Made once for each zone: making one costs more than all else here. */
const clockIn = (timeZone: string): Intl.DateTimeFormat => {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  })
  clocks.set(timeZone, clock)
  return clock
}

/** Date and minute of the day on a clock in a time zone. */
export const localTime = (at: Date, timeZone: string): { readonly date: string; readonly minute: number } => {
  const parts = clockIn(timeZone).formatToParts(at)
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ""
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    minute: Number(part("hour")) * 60 + Number(part("minute")),
  }
}

/** Clocks are put forward and back at quarters of an hour; between two of them a minute is a minute. */
const quarter = 15 * minute

/** When an e-mail of this moment may go out: now (null), or the first minute that the member's clock shows outside quiet hours. */
export const quietUntil = (now: Date, { quietHours, timeZone }: MemberSettings): Date | null => {
  if (quietHours === null || quietHours.from === quietHours.until) return null
  const { from, until } = quietHours
  const isQuiet = (local: number) => (from < until ? local >= from && local < until : local >= from || local < until)
  let at = Math.floor(now.getTime() / minute) * minute
  let local = localTime(now, timeZone).minute
  if (!isQuiet(local)) return null
  while (isQuiet(local)) {
    const left = ((until - local + 1440) % 1440) * minute
    at = Math.min(at + left, (Math.floor(at / quarter) + 1) * quarter)
    local = localTime(new Date(at), timeZone).minute
  }
  return new Date(at)
}

/** Whether the day's digest is due: its hour has come and today's has not been sent. */
export const isDigestDue = (now: Date, { digestHour, timeZone }: MemberSettings, lastDate: string | null): boolean => {
  const local = localTime(now, timeZone)
  return local.minute >= digestHour * 60 && (lastDate === null || local.date > lastDate)
}
