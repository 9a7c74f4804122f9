import type { Member, MemberSession, MfaRequired, Organization, PrimaryRequired } from "stytch"
import { keepFactors } from "./IntermediateSessions.ts"
import { refuseLocked } from "./Locks.ts"
import { setMember } from "./Members.ts"
import { beginMfa, missingMfa } from "./MfaMethods.ts"
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
  before: Member,
  proof: Proof,
  wishes: SessionWishes,
): Promise<AuthResult> => {
  refuseLocked(project, before)
  const { factors, emailVerified, intermediateSessionToken: token } = proof
  const needed = requirements(organization, before, proof)
  // The primary step is done with this, whether or not a second one follows.
  const member = needed.primary_required
    ? before
    : setMember(project, before, {
        status: "active",
        email_address_verified: before.email_address_verified || emailVerified,
      })
  const answer = { member_id: member.member_id, organization_id: member.organization_id, member, organization }
  if (!needed.member_authenticated) {
    const { email_address: email } = member
    const kept = keepFactors(project, { email, factors, emailVerified, ...(token ? { token } : {}) })
    const mfa = needed.mfa_required && beginMfa(project, organization, member, needed.mfa_required)
    return {
      ...needed,
      ...answer,
      ...(mfa ? { mfa_required: mfa } : {}),
      session_token: "",
      session_jwt: "",
      intermediate_session_token: kept.token,
      intermediate_session_token_expires_at: iso(kept.expiresAt),
    }
  }
  const live = proof.session
    ? touchSession(project, { ...proof.session, member }, wishes, factors)
    : startSession(project, member, organization, factors, wishes)
  if (token) project.intermediateSessions.delete(token)
  const tokens = await sessionTokens(project, live)
  return { ...tokens, ...answer, member_authenticated: true, intermediate_session_token: "" }
}
