import { randomInt } from "node:crypto"
import type { Member } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { countFailure, forgetFailures, refuseLockedKey } from "./Locks.ts"
import { newId } from "./Project.ts"
import type { Project } from "./Project.ts"

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("")

/** Gives a member ten fresh recovery codes, or the ones given; those before are void. */
export const giveRecoveryCodes = (project: Project, memberId: string, given: ReadonlyArray<string> = []) => {
  const codes = given.length > 0 ? [...given] : Array.from({ length: 10 }, () => [group(), group(), group()].join("-"))
  project.recoveryCodes.put(memberId, { id: newId("recovery-codes"), codes })
  return codes
}

/** The codes a member has not used yet. */
export const recoveryCodesOf = (project: Project, memberId: string) => {
  const found = project.recoveryCodes.get(memberId)
  if (!found) throw new StytchFailure("recovery_codes_not_found")
  return found
}

/** Uses a code up and answers how many are left; wrong ones count towards the member's lock. */
export const spendRecoveryCode = (project: Project, member: Member, code: string): { id: string; left: number } => {
  refuseLockedKey(project, member.member_id)
  const { id, codes } = recoveryCodesOf(project, member.member_id)
  const wanted = code.trim().toLowerCase()
  if (/^\d{6}$/.test(wanted)) throw new StytchFailure("totp_code_used_as_recovery_code")
  const left = codes.filter((each) => each.toLowerCase() !== wanted)
  if (left.length === codes.length) {
    countFailure(project, member.member_id, [member])
    throw new StytchFailure("unable_to_authenticate_recovery_code")
  }
  project.recoveryCodes.put(member.member_id, { id, codes: left })
  forgetFailures(project, member.member_id)
  return { id, left: left.length }
}
