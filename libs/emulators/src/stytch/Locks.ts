import type { Member } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { iso } from "./Project.ts"
import type { Project } from "./Project.ts"
import { emitMember } from "./Webhooks.ts"

/** Failed attempts in a row by key: an address for passwords, a member's id for codes. `lockedUntil` in ms since 1970. */
export interface Attempts {
  readonly failures: number
  readonly lockedUntil?: number
}

const allowedFailures = 10
const lockMilliseconds = 60 * 60_000

const setLock = (project: Project, member: Member, until: number | undefined): Member => {
  const { lock_created_at: _, lock_expires_at: __, ...rest } = member
  const now = iso(project.clock.now())
  const lock = until === undefined ? {} : { lock_created_at: now, lock_expires_at: iso(until) }
  const after = { ...rest, ...lock, is_locked: until !== undefined, updated_at: now }
  project.members.put(member.member_id, after)
  emitMember(project, "UPDATE", after)
  return after
}

const isOver = (project: Project, { lock_expires_at }: Member): boolean =>
  lock_expires_at === undefined || Date.parse(lock_expires_at) <= project.clock.now()

/** The member as it is now: a lock whose hour is over is gone. */
export const withoutOldLock = (project: Project, member: Member): Member =>
  member.is_locked && isOver(project, member) ? setLock(project, member, undefined) : member

/** Refuses a locked member, whatever it comes with. */
export const refuseLocked = (project: Project, member: Member): void => {
  if (member.is_locked && !isOver(project, member)) throw new StytchFailure("user_lock_limit_reached")
}

/** Refuses while the key itself is locked, which also covers an address without a member. */
export const refuseLockedKey = (project: Project, key: string): void => {
  const { lockedUntil = 0 } = project.attempts.get(key) ?? {}
  if (lockedUntil > project.clock.now()) throw new StytchFailure("user_lock_limit_reached")
}

/** Counts a failed attempt; the tenth in a row locks the key and the members for an hour. */
export const countFailure = (project: Project, key: string, members: ReadonlyArray<Member>): void => {
  const failures = (project.attempts.get(key)?.failures ?? 0) + 1
  if (failures < allowedFailures) {
    project.attempts.put(key, { failures })
    return
  }
  const lockedUntil = project.clock.now() + lockMilliseconds
  project.attempts.put(key, { failures: 0, lockedUntil })
  for (const member of members) setLock(project, member, lockedUntil)
}

/** A success ends the row of failures. */
export const forgetFailures = (project: Project, key: string): void => {
  project.attempts.delete(key)
}

/** Ends a lock before its time, as the dashboard can. */
export const unlock = (project: Project, member: Member): Member => {
  project.attempts.delete(member.member_id)
  project.attempts.delete(member.email_address)
  return member.is_locked ? setLock(project, member, undefined) : member
}
