import { Hono } from "hono"
import type {
  B2BOrganizationsMembersDeletePasswordResponse,
  B2BPasswordsEmailRequireResetRequest,
  B2BPasswordsEmailRequireResetResponse,
  B2BPasswordsExistingPasswordResetRequest,
  B2BPasswordsExistingPasswordResetResponse,
  B2BPasswordsSessionResetRequest,
  B2BPasswordsSessionResetResponse,
} from "stytch"
import { authenticateMember } from "../Authentication.ts"
import { parseEmail } from "../Emails.ts"
import { StytchFailure } from "../Errors.ts"
import { body, param, reply, replyAuthenticated } from "../Http.ts"
import { passwordFactor, priorProof } from "../IntermediateSessions.ts"
import { refuseLocked } from "../Locks.ts"
import { findMember, memberByEmail, membershipsOf, membersOf } from "../Members.ts"
import { findOrganization } from "../Organizations.ts"
import { checkPassword, deletePassword, setPassword } from "../Passwords.ts"
import { requireStrength } from "../PasswordStrength.ts"
import type { Project } from "../Project.ts"
import { endSession, readSession, sessionsOf } from "../Sessions.ts"

const freshMilliseconds = 5 * 60_000

/** By a session whose newest factor is less than 5 minutes old; the address's other sessions end. */
const resetBySession = async (project: Project, request: B2BPasswordsSessionResetRequest) => {
  const session = await readSession(project, request)
  const organization = findOrganization(project, request.organization_id)
  if (organization.organization_id !== session.stored.organization_id)
    throw new StytchFailure("session_authorization_tenancy_error")
  const { email_address } = session.member
  const newest = session.stored.authentication_factors.map(({ last_authenticated_at = "" }) =>
    Date.parse(last_authenticated_at),
  )
  if (Math.max(...newest) <= project.clock.now() - freshMilliseconds)
    throw new StytchFailure("session_too_old_to_reset_password")
  await requireStrength(request.password, email_address)
  setPassword(project, email_address, request.password)
  for (const { member_id } of membershipsOf(project, email_address))
    for (const stored of sessionsOf(project, member_id))
      if (stored.member_session_id !== session.stored.member_session_id) endSession(project, stored)
  const member = findMember(project, organization, session.member.member_id)
  const proof = { factors: [passwordFactor(project)], emailVerified: false, session }
  return authenticateMember(project, organization, member, proof, request)
}

/** By the password so far; all sessions of the address end, but for the one that comes with the request. */
const resetByPassword = async (project: Project, request: B2BPasswordsExistingPasswordResetRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const before = memberByEmail(project, organization, parseEmail(request.email_address))
  if (!before) throw new StytchFailure("member_not_found")
  refuseLocked(project, before)
  if (!before.member_password_id) throw new StytchFailure("member_password_not_found")
  if (!checkPassword(project, before.email_address, request.existing_password))
    throw new StytchFailure("unauthorized_credentials")
  const proof = await priorProof(project, before, request)
  await requireStrength(request.new_password, before.email_address)
  setPassword(project, before.email_address, request.new_password)
  const kept = proof.session?.stored.member_session_id
  for (const { member_id } of membershipsOf(project, before.email_address))
    for (const stored of sessionsOf(project, member_id))
      if (stored.member_session_id !== kept) endSession(project, stored)
  const member = findMember(project, organization, before.member_id)
  const factors = [...proof.factors, passwordFactor(project)]
  return authenticateMember(project, organization, member, { ...proof, factors }, request)
}

/** Makes an address's password useless: it is deleted where the address has one active member, else it has to be reset. */
const requireReset = (project: Project, request: B2BPasswordsEmailRequireResetRequest) => {
  const email = parseEmail(request.email_address)
  const memberships = membershipsOf(project, email)
  if (memberships.length === 0) throw new StytchFailure("email_not_found")
  const organization = request.organization_id ? findOrganization(project, request.organization_id) : undefined
  const named = organization && request.member_id ? findMember(project, organization, request.member_id) : undefined
  if (named && named.email_address !== email) throw new StytchFailure("member_not_found")
  const stored = project.passwords.get(email)
  if (!stored) throw new StytchFailure("member_password_not_found")
  if (memberships.filter(({ status }) => status === "active").length === 1) deletePassword(project, email)
  else project.passwords.put(email, { ...stored, resetRequired: true })
  const member = named && project.members.get(named.member_id)
  return organization && member ? { member_id: member.member_id, member, organization } : {}
}

const remove = (project: Project, organizationKey: string, passwordId: string) => {
  const organization = findOrganization(project, organizationKey)
  const holder = membersOf(project, organization.organization_id).find(
    ({ member_password_id, status }) => status !== "deleted" && member_password_id === passwordId,
  )
  if (!holder) throw new StytchFailure("member_password_not_found")
  deletePassword(project, holder.email_address)
  const member = findMember(project, organization, holder.member_id)
  return { member_id: member.member_id, member, organization }
}

/** Changing and removing a password that is there, without mail. */
export const passwordChangeRoutes = (project: Project): Hono =>
  new Hono()
    .post("/passwords/session/reset", async (c) => {
      const request = await body<B2BPasswordsSessionResetRequest>(c, "organization_id", "password")
      return replyAuthenticated<B2BPasswordsSessionResetResponse>(c, await resetBySession(project, request))
    })
    .post("/passwords/existing_password/reset", async (c) => {
      const request = await body<B2BPasswordsExistingPasswordResetRequest>(
        c,
        "organization_id",
        "email_address",
        "existing_password",
        "new_password",
      )
      return replyAuthenticated<B2BPasswordsExistingPasswordResetResponse>(c, await resetByPassword(project, request))
    })
    .post("/passwords/email/require_reset", async (c) => {
      const request = await body<B2BPasswordsEmailRequireResetRequest>(c, "email_address")
      return reply<B2BPasswordsEmailRequireResetResponse>(c, requireReset(project, request))
    })
    .delete("/organizations/:organization_id/members/passwords/:member_password_id", (c) =>
      reply<B2BOrganizationsMembersDeletePasswordResponse>(
        c,
        remove(project, param(c, "organization_id"), param(c, "member_password_id")),
      ),
    )
