import { Secret, TOTP } from "otpauth"
import type { Member, Organization } from "stytch"
import { pngDataUrl } from "../kit/Png.ts"
import { qrCode } from "../kit/QrCode.ts"
import { StytchFailure } from "./Errors.ts"
import { countFailure, forgetFailures, refuseLockedKey } from "./Locks.ts"
import { newId } from "./Project.ts"
import type { Project } from "./Project.ts"
import { giveRecoveryCodes } from "./RecoveryCodes.ts"

/** An authenticator app of a member, which counts from its first code on. `expiresAt` (ms since 1970) ends an unfinished one. */
export interface StoredTotp {
  readonly totp_registration_id: string
  readonly secret: string
  readonly verified: boolean
  readonly expiresAt: number
  /** The 30-second steps whose codes have been used. */
  readonly usedSteps: ReadonlyArray<number>
}

const stepMilliseconds = 30_000

const generator = (secret: string, label = "", issuer = "") =>
  new TOTP({ secret: Secret.fromBase32(secret), label, issuer })

const parseSecret = (secret: string): string => {
  const plain = secret.replace(/[\s=]/g, "").toUpperCase()
  if (!/^[A-Z2-7]{16,128}$/.test(plain)) throw new StytchFailure("bad_request", "secret must be base32.")
  return plain
}

const refuseSecond = (member: Member): void => {
  if (member.totp_registration_id !== "") throw new StytchFailure("active_totp_exists")
}

/** Starts a registration in place of an unfinished one. */
export const startTotp = (project: Project, organization: Organization, member: Member, minutes = 60) => {
  refuseSecond(member)
  if (minutes < 5 || minutes > 1440)
    throw new StytchFailure("invalid_expiration_minutes", "expiration_minutes must be between 5 and 1440.")
  const secret = new Secret({ size: 20 }).base32
  const totp_registration_id = newId("member-totp")
  const expiresAt = project.clock.now() + minutes * 60_000
  project.totps.put(member.member_id, { totp_registration_id, secret, verified: false, expiresAt, usedSteps: [] })
  const uri = generator(secret, member.email_address, organization.organization_name.slice(0, 32)).toString()
  return {
    totp_registration_id,
    secret,
    qr_code: pngDataUrl(qrCode(uri)),
    recovery_codes: giveRecoveryCodes(project, member.member_id),
  }
}

/** Takes an authenticator app over that has been in use elsewhere. */
export const migrateTotp = (project: Project, member: Member, given: string, codes: ReadonlyArray<string>) => {
  refuseSecond(member)
  const secret = parseSecret(given)
  const totp_registration_id = newId("member-totp")
  project.totps.put(member.member_id, { totp_registration_id, secret, verified: true, expiresAt: 0, usedSteps: [] })
  return { totp_registration_id, recovery_codes: giveRecoveryCodes(project, member.member_id, codes) }
}

// The app on the phone keeps the machine's time, tests may keep the emulator's: codes of either are right.
const stepOf = (project: Project, secret: string, token: string): number | undefined => {
  for (const timestamp of [Date.now(), project.clock.now()]) {
    const delta = generator(secret).validate({ token, timestamp, window: 1 })
    if (delta !== null) return Math.floor(timestamp / stepMilliseconds) + delta
  }
  return undefined
}

/** Uses a code up and answers the registration's id; wrong ones count towards the member's lock. */
export const spendTotp = (project: Project, member: Member, code: string): string => {
  refuseLockedKey(project, member.member_id)
  const stored = project.totps.get(member.member_id)
  if (!stored) throw new StytchFailure("totp_not_found")
  if (!stored.verified && stored.expiresAt <= project.clock.now()) throw new StytchFailure("expired_totp")
  if (project.recoveryCodes.get(member.member_id)?.codes.includes(code))
    throw new StytchFailure("recovery_code_used_as_totp_code")
  const step = stepOf(project, stored.secret, code.trim())
  if (step === undefined) {
    countFailure(project, member.member_id, [member])
    throw new StytchFailure("unable_to_authenticate_totp")
  }
  if (stored.usedSteps.includes(step)) throw new StytchFailure("totp_code_already_authenticated")
  project.totps.put(member.member_id, {
    ...stored,
    verified: true,
    usedSteps: [...stored.usedSteps, step].slice(-20),
  })
  forgetFailures(project, member.member_id)
  return stored.totp_registration_id
}

/** Forgets the app and the recovery codes that came with it. */
export const removeTotp = (project: Project, member: Member): void => {
  if (!project.totps.delete(member.member_id)) throw new StytchFailure("totp_not_found")
  project.recoveryCodes.delete(member.member_id)
}
