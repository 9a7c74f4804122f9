import type { Member, MemberSession, MfaRequired, Organization, PrimaryRequired } from "stytch"
import { keepFactors } from "./IntermediateSessions.ts"
import { refuseLocked } from "./Locks.ts"
import { setMember } from "./Members.ts"
import { iso } from "./Project.ts"
import type { Factor, Project } from "./Project.ts"
import { sessionTokens, startSession, touchSession } from "./Sessions.ts"
import type { LiveSession, SessionWishes } from "./Sessions.ts"

/** What every way to log in to an organization answers. */
export interface AuthResult {
  member_id: string
  organization_id: string
  member: Member
  organization: Organization
  session_token: string
  session_jwt: string
  member_authenticated: boolean
  intermediate_session_token: string
  intermediate_session_token_expires_at?: string
  member_session?: MemberSession
  mfa_required?: MfaRequired
  primary_required?: PrimaryRequired
}

export interface Proof {
  readonly factors: Array<Factor>
  /** One of the factors proved just now that the mail box is the person's. */
  readonly emailVerified: boolean
  /** The token of the intermediate session that the factors come from: used up by success, kept otherwise. */
  readonly intermediateSessionToken?: string | undefined
  /** A session of the same member that came with the request: it is extended, and a second factor is not asked for. */
  readonly session?: LiveSession | undefined
}

const verifyingMethods = ["magic_link", "email_otp", "google_oauth", "microsoft_oauth"]

/** The primary methods that would do; undefined where those proved are enough. */
const missingPrimary = (
  organization: Organization,
  member: Pick<Member, "is_breakglass" | "email_address_verified"> | undefined,
  { factors, emailVerified }: Pick<Proof, "factors" | "emailVerified">,
): PrimaryRequired | undefined => {
  const restricted = organization.auth_methods === "RESTRICTED" && !member?.is_breakglass
  const allowed = (method: string) => !restricted || organization.allowed_auth_methods.includes(method)
  if (!factors.some(({ type }) => allowed(type))) return { allowed_auth_methods: organization.allowed_auth_methods }
  if (emailVerified || member?.email_address_verified) return undefined
  return { allowed_auth_methods: verifyingMethods.filter(allowed) }
}

const missingMfa = (
  organization: Organization,
  member: Member | undefined,
  factors: Array<Factor>,
): MfaRequired | undefined => {
  const wanted = organization.mfa_policy === "REQUIRED_FOR_ALL" || member?.mfa_enrolled
  if (!wanted || factors.some(({ sequence_order }) => sequence_order === "SECONDARY")) return undefined
  const { mfa_phone_number = "", totp_registration_id = "" } = member ?? {}
  return mfa_phone_number || totp_registration_id ? { member_options: { mfa_phone_number, totp_registration_id } } : {}
}

/** What is still missing for a session in the organization, and whether that is nothing. */
export const requirements = (
  organization: Organization,
  member: Member | undefined,
  proof: Proof,
): { member_authenticated: boolean; primary_required?: PrimaryRequired; mfa_required?: MfaRequired } => {
  const primary_required = missingPrimary(organization, member, proof)
  if (primary_required) return { member_authenticated: false, primary_required }
  const mfa_required = proof.session ? undefined : missingMfa(organization, member, proof.factors)
  return mfa_required ? { member_authenticated: false, mfa_required } : { member_authenticated: true }
}

/** Logs a member in if the proof is enough, which also makes a pending or invited member active; else says what is missing. */
export const authenticateMember = async (
  project: Project,
  organization: Organization,
  member: Member,
  proof: Proof,
  wishes: SessionWishes,
): Promise<AuthResult> => {
  const { factors, emailVerified, intermediateSessionToken: token } = proof
  refuseLocked(project, member)
  const ids = { member_id: member.member_id, organization_id: member.organization_id }
  const needed = requirements(organization, member, proof)
  if (!needed.member_authenticated) {
    const kept = keepFactors(project, {
      email: member.email_address,
      factors,
      emailVerified,
      ...(token ? { token } : {}),
    })
    return {
      ...needed,
      ...ids,
      member,
      organization,
      session_token: "",
      session_jwt: "",
      intermediate_session_token: kept.token,
      intermediate_session_token_expires_at: iso(kept.expiresAt),
    }
  }
  const active = setMember(project, member, {
    status: "active",
    email_address_verified: member.email_address_verified || emailVerified,
  })
  const live = proof.session
    ? touchSession(project, { ...proof.session, member: active }, wishes, factors)
    : startSession(project, active, organization, factors, wishes)
  if (token) project.intermediateSessions.delete(token)
  const tokens = await sessionTokens(project, live)
  return {
    ...tokens,
    ...ids,
    member: active,
    organization,
    member_authenticated: true,
    intermediate_session_token: "",
  }
}
