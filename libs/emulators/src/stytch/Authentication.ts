import type { Member, MemberSession, MfaRequired, Organization, PrimaryRequired } from "stytch"
import { authMethods } from "./AuthMethods.ts"
import { keepFactors } from "./IntermediateSessions.ts"
import { refuseLocked } from "./Locks.ts"
import { setMember } from "./Members.ts"
import { beginMfa, missingMfa } from "./MfaMethods.ts"
import { oauthRegistrations } from "./OAuthAccounts.ts"
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

/** What an organization's settings call the method of a factor. */
const methodOf = ({ type, delivery_method }: Factor): string =>
  type === "oauth" ? `${delivery_method.replace("oauth_", "")}_oauth` : type

/** The factors that mean something to the organization: those of somebody else's identity provider do not. */
const usable = (organization: Organization, factors: ReadonlyArray<Factor>): ReadonlyArray<Factor> =>
  factors.filter(({ type, saml_sso_factor, oidc_sso_factor }) => {
    const id = (saml_sso_factor ?? oidc_sso_factor)?.provider_id
    return type !== "sso" || organization.sso_active_connections.some(({ connection_id }) => connection_id === id)
  })

/** Whether the address is known to be the person's: proved now, or before and not by an account that might be anybody's. */
const isVerified = (member: Member | undefined, { factors, emailVerified }: Pick<Proof, "factors" | "emailVerified">) =>
  emailVerified ||
  (member?.email_address_verified === true &&
    oauthRegistrations(member, factors).length === member.oauth_registrations.length)

/** The primary methods that would do; undefined where those proved are enough. */
const missingPrimary = (
  organization: Organization,
  member: Member | undefined,
  proof: Pick<Proof, "factors" | "emailVerified">,
): PrimaryRequired | undefined => {
  const restricted = organization.auth_methods === "RESTRICTED" && !member?.is_breakglass
  const allowed = (method: string) => !restricted || organization.allowed_auth_methods.includes(method)
  const factors = usable(organization, proof.factors)
  if (!factors.some((factor) => allowed(methodOf(factor))))
    return { allowed_auth_methods: restricted ? organization.allowed_auth_methods : [...authMethods] }
  // The organization's own identity provider answers for its people.
  if (isVerified(member, proof) || factors.some(({ type }) => type === "sso")) return undefined
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
        oauth_registrations: oauthRegistrations(before, factors),
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
