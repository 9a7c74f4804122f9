import { Hono } from "hono"
import type {
  B2BPasswordsDiscoveryEmailResetRequest,
  B2BPasswordsDiscoveryEmailResetResponse,
  B2BPasswordsDiscoveryEmailResetStartRequest,
  B2BPasswordsDiscoveryEmailResetStartResponse,
  B2BPasswordsEmailResetRequest,
  B2BPasswordsEmailResetResponse,
  B2BPasswordsEmailResetStartRequest,
  B2BPasswordsEmailResetStartResponse,
} from "stytch"
import { authenticateMember } from "../Authentication.ts"
import { beginDiscovery, mailFactor } from "../Discovery.ts"
import { parseEmail } from "../Emails.ts"
import { StytchFailure } from "../Errors.ts"
import { body, reply, replyAuthenticated } from "../Http.ts"
import { passwordFactor, priorProof } from "../IntermediateSessions.ts"
import { issueLink, readLink, spendLink } from "../Links.ts"
import { resetMail } from "../Mails.ts"
import { emailId, memberByEmail, membershipsOf } from "../Members.ts"
import { findOrganization } from "../Organizations.ts"
import { setPassword } from "../Passwords.ts"
import { requireStrength } from "../PasswordStrength.ts"
import type { LinkToken, Project } from "../Project.ts"
import { endSessions } from "../Sessions.ts"

const lifetimeMinutes = 30

/** Uses the link up and sets the password, which ends every session of the address. */
const resetPassword = async (project: Project, link: LinkToken, password: string) => {
  await requireStrength(password, link.email)
  spendLink(project, link)
  setPassword(project, link.email, password)
  for (const { member_id } of membershipsOf(project, link.email)) endSessions(project, member_id)
  return [mailFactor(project, "magic_link", link.email), passwordFactor(project)]
}

const discoveryStart = (project: Project, request: B2BPasswordsDiscoveryEmailResetStartRequest): void => {
  const email = parseEmail(request.email_address)
  const minutes = request.reset_password_expiration_minutes ?? lifetimeMinutes
  const token = { kind: "discovery_reset", email, codeChallenge: request.pkce_code_challenge } as const
  const link = issueLink(project, request.reset_password_redirect_url, minutes, token)
  project.deliver.mail({ to: email, ...resetMail(link, minutes) })
}

const discoveryReset = async (project: Project, request: B2BPasswordsDiscoveryEmailResetRequest) => {
  const link = readLink(project, request.password_reset_token, ["discovery_reset"], request.pkce_code_verifier)
  return beginDiscovery(project, link.email, await resetPassword(project, link, request.password), true)
}

const start = (project: Project, request: B2BPasswordsEmailResetStartRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const email = parseEmail(request.email_address)
  const member = memberByEmail(project, organization, email)
  if (!member) throw new StytchFailure("member_not_found")
  const { member_id } = member
  const minutes = request.reset_password_expiration_minutes ?? lifetimeMinutes
  const token = { kind: "reset", email, memberId: member_id, codeChallenge: request.code_challenge } as const
  const link = issueLink(project, request.reset_password_redirect_url, minutes, token)
  project.deliver.mail({ to: email, ...resetMail(link, minutes) })
  return { member_id, member_email_id: emailId(member), member }
}

const reset = async (project: Project, request: B2BPasswordsEmailResetRequest) => {
  const link = readLink(project, request.password_reset_token, ["reset"], request.code_verifier)
  const memberId = link.memberId ?? ""
  const invited = project.members.get(memberId)
  if (!invited || invited.email_address !== link.email) throw new StytchFailure("unable_to_auth_password_reset_token")
  const { session: _, ...proof } = await priorProof(project, invited, request)
  const factors = [...proof.factors, ...(await resetPassword(project, link, request.password))]
  const member = project.members.get(memberId) ?? invited
  const organization = findOrganization(project, member.organization_id)
  const result = await authenticateMember(
    project,
    organization,
    member,
    { ...proof, factors, emailVerified: true },
    request,
  )
  return { ...result, member_email_id: emailId(member) }
}

/** Setting a password by mail: for an address in the whole project (discovery) and for a member. */
export const passwordResetRoutes = (project: Project): Hono =>
  new Hono()
    .post("/passwords/discovery/email/reset/start", async (c) => {
      discoveryStart(project, await body<B2BPasswordsDiscoveryEmailResetStartRequest>(c, "email_address"))
      return reply<B2BPasswordsDiscoveryEmailResetStartResponse>(c, {})
    })
    .post("/passwords/discovery/email/reset", async (c) => {
      const request = await body<B2BPasswordsDiscoveryEmailResetRequest>(c, "password_reset_token", "password")
      return reply<B2BPasswordsDiscoveryEmailResetResponse>(c, await discoveryReset(project, request))
    })
    .post("/passwords/email/reset/start", async (c) => {
      const request = await body<B2BPasswordsEmailResetStartRequest>(c, "organization_id", "email_address")
      return reply<B2BPasswordsEmailResetStartResponse>(c, start(project, request))
    })
    .post("/passwords/email/reset", async (c) => {
      const request = await body<B2BPasswordsEmailResetRequest>(c, "password_reset_token", "password")
      return replyAuthenticated<B2BPasswordsEmailResetResponse>(c, await reset(project, request))
    })
