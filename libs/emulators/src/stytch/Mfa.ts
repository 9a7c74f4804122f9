import type { Member, Organization } from "stytch"
import { authenticateMember, requirements } from "./Authentication.ts"
import { StytchFailure } from "./Errors.ts"
import { iso } from "./Project.ts"
import type { Factor, IntermediateSession, Project } from "./Project.ts"
import { readIntermediateSession } from "./IntermediateSessions.ts"
import { refuseLocked } from "./Locks.ts"
import { setMember } from "./Members.ts"
import type { MfaMethod } from "./MfaMethods.ts"
import { mayUse } from "./MfaMethods.ts"
import { readSession, sessionTokens, touchSession } from "./Sessions.ts"
import type { LiveSession, SessionCredentials, SessionWishes } from "./Sessions.ts"

export interface MfaCredentials extends SessionCredentials {
  intermediate_session_token?: string
}

export interface MfaWishes extends SessionWishes {
  set_mfa_enrollment?: string
  set_default_mfa?: boolean
}

/** What shows that the primary step is done: an intermediate session or a session, of the member and the organization in question. */
export type Bearer =
  | { readonly kind: "intermediate"; readonly intermediate: IntermediateSession }
  | { readonly kind: "session"; readonly session: LiveSession }

const factorsOf = (bearer: Bearer): ReadonlyArray<Factor> =>
  bearer.kind === "session" ? bearer.session.stored.authentication_factors : bearer.intermediate.factors

const intermediateBearer = (project: Project, organization: Organization, member: Member, token: string): Bearer => {
  const intermediate = readIntermediateSession(project, token)
  if (intermediate.email !== member.email_address) throw new StytchFailure("member_session_member_id_mismatch")
  if (requirements(organization, member, intermediate).primary_required)
    throw new StytchFailure("action_available_only_once_primary_authentication_is_met")
  return { kind: "intermediate", intermediate }
}

/** The bearer that a request brings along, if any; refuses one of somebody else and more than one. */
export const optionalBearer = async (
  project: Project,
  organization: Organization,
  member: Member,
  { intermediate_session_token: token, ...credentials }: MfaCredentials,
): Promise<Bearer | undefined> => {
  refuseLocked(project, member)
  const given = [token, credentials.session_token, credentials.session_jwt].filter(Boolean).length
  if (given > 1) throw new StytchFailure("too_many_session_arguments")
  if (given === 0) return undefined
  if (token) return intermediateBearer(project, organization, member, token)
  const session = await readSession(project, credentials)
  if (session.member.member_id !== member.member_id) throw new StytchFailure("member_session_member_id_mismatch")
  return { kind: "session", session }
}

export const requiredBearer = async (
  project: Project,
  organization: Organization,
  member: Member,
  credentials: MfaCredentials,
): Promise<Bearer> => {
  const bearer = await optionalBearer(project, organization, member, credentials)
  if (!bearer) throw new StytchFailure("no_session_arguments")
  return bearer
}

/** A new factor may be added by who has proved the one that is there, or by anybody where there is none. */
export const allowNewFactor = (
  organization: Organization,
  member: Member,
  method: MfaMethod,
  bearer: Bearer | undefined,
): void => {
  if (member.status !== "active") throw new StytchFailure("action_available_only_for_active_members")
  if (!mayUse(organization, method)) throw new StytchFailure("operation_restricted_by_organization_mfa_methods")
  const hasFactor = member.totp_registration_id !== "" || member.mfa_phone_number_verified
  const proved = bearer && factorsOf(bearer).some(({ sequence_order }) => sequence_order === "SECONDARY")
  if (hasFactor && !proved) throw new StytchFailure("insufficient_factors")
}

/** A second factor just proved. */
export const secondaryFactor = (project: Project, factor: Omit<Factor, "sequence_order">): Factor => {
  const now = iso(project.clock.now())
  return { ...factor, last_authenticated_at: now, created_at: now, updated_at: now, sequence_order: "SECONDARY" }
}

const enrolled = (organization: Organization, member: Member, wish: string | undefined): boolean => {
  if (organization.mfa_policy === "REQUIRED_FOR_ALL") return true
  return wish === "enroll" || (wish !== "unenroll" && member.mfa_enrolled)
}

export const checkEnrollmentWish = ({ set_mfa_enrollment: wish }: MfaWishes): void => {
  if (wish && wish !== "enroll" && wish !== "unenroll")
    throw new StytchFailure("bad_request", "set_mfa_enrollment must be enroll or unenroll.")
}

/** Ends the second step: an intermediate session becomes a session, and a session gets the factor. */
export const completeMfa = async (
  project: Project,
  organization: Organization,
  before: Member,
  bearer: Bearer,
  factor: Factor,
  wishes: MfaWishes,
  method?: MfaMethod,
) => {
  const isDefault = method && (wishes.set_default_mfa || before.default_mfa_method === "")
  const member = setMember(project, before, {
    mfa_enrolled: method ? enrolled(organization, before, wishes.set_mfa_enrollment) : before.mfa_enrolled,
    default_mfa_method: isDefault ? method : before.default_mfa_method,
  })
  if (bearer.kind === "session") {
    const live = touchSession(project, { ...bearer.session, member }, wishes, [factor])
    return { ...(await sessionTokens(project, live)), member_id: member.member_id, member, organization }
  }
  const { token, factors, emailVerified } = bearer.intermediate
  const proof = { factors: [...factors, factor], emailVerified, intermediateSessionToken: token }
  const done = await authenticateMember(project, organization, member, proof, wishes)
  const { session_token, session_jwt, member_session, member_id } = done
  return {
    member_id,
    member: done.member,
    organization,
    session_token,
    session_jwt,
    ...(member_session ? { member_session } : {}),
  }
}
