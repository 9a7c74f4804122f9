import { randomInt } from "node:crypto"
import type { Member } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { countFailure, forgetFailures, refuseLockedKey } from "./Locks.ts"
import type { Project } from "./Project.ts"

/** The one code that counts for its key (a new one replaces it), where it went, and how often it was sent lately. Times in ms since 1970. */
export interface OneTimeCode {
  readonly code: string
  readonly address: string
  readonly expiresAt: number
  readonly spent: boolean
  readonly sends: ReadonlyArray<number>
}

const sendWindowMilliseconds = 10 * 60_000
const sendsPerWindow = 10

/** Makes a code of six digits for a key such as `sms:<member id>`; refuses the eleventh within ten minutes with 429. */
export const issueCode = (project: Project, key: string, address: string, minutes: number): string => {
  const now = project.clock.now()
  const sends = (project.codes.get(key)?.sends ?? []).filter((at) => at > now - sendWindowMilliseconds)
  if (sends.length >= sendsPerWindow) throw new StytchFailure("too_many_requests")
  const code = randomInt(1_000_000).toString().padStart(6, "0")
  project.codes.put(key, { code, address, expiresAt: now + minutes * 60_000, spent: false, sends: [...sends, now] })
  return code
}

/** Uses a code up and answers where it had been sent; wrong ones count towards the lock of `lockKey` and its members. */
export const spendCode = (
  project: Project,
  key: string,
  code: string,
  lockKey: string,
  members: ReadonlyArray<Member>,
): string => {
  refuseLockedKey(project, lockKey)
  const sent = project.codes.get(key)
  if (!sent) throw new StytchFailure("otp_code_not_found")
  if (sent.code !== code.trim()) {
    countFailure(project, lockKey, members)
    throw new StytchFailure("unable_to_auth_otp_code")
  }
  if (sent.spent || sent.expiresAt <= project.clock.now()) throw new StytchFailure("unable_to_auth_otp_code")
  project.codes.put(key, { ...sent, spent: true })
  forgetFailures(project, lockKey)
  return sent.address
}
