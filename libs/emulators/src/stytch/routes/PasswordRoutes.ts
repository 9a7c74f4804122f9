import { Hono } from "hono"
import type {
  B2BPasswordsAuthenticateRequest,
  B2BPasswordsAuthenticateResponse,
  B2BPasswordsDiscoveryAuthenticateRequest,
  B2BPasswordsDiscoveryAuthenticateResponse,
  B2BPasswordsDiscoveryEmailResetRequest,
  B2BPasswordsDiscoveryEmailResetResponse,
  B2BPasswordsDiscoveryEmailResetStartRequest,
  B2BPasswordsDiscoveryEmailResetStartResponse,
  B2BPasswordsMigrateRequest,
  B2BPasswordsMigrateResponse,
  B2BPasswordsStrengthCheckRequest,
  B2BPasswordsStrengthCheckResponse,
} from "stytch"
import { authenticateMember } from "../Authentication.ts"
import { beginDiscovery, mailFactor } from "../Discovery.ts"
import { parseEmail } from "../Emails.ts"
import { StytchFailure } from "../Errors.ts"
import { body, reply, replyAuthenticated } from "../Http.ts"
import { primaryFactor, priorProof } from "../IntermediateSessions.ts"
import { issueLink, readLink, spendLink } from "../Links.ts"
import { resetMail } from "../Mails.ts"
import { createMember, memberByEmail, membershipsOf, setMember, updateMember } from "../Members.ts"
import { findOrganization } from "../Organizations.ts"
import { choosePassword, isPassword, migratedHash, storePassword, strengthOf } from "../Passwords.ts"
import type { Project } from "../Project.ts"
import { endSessions } from "../Sessions.ts"

const passwordFactor = (project: Project) => primaryFactor(project, { type: "password", delivery_method: "knowledge" })

const authenticate = async (project: Project, request: B2BPasswordsAuthenticateRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const member = memberByEmail(project, organization, parseEmail(request.email_address))
  if (!member) throw new StytchFailure("member_not_found")
  const password = project.passwords.get(member.email_address)
  if (!password || !member.member_password_id) throw new StytchFailure("member_password_not_found")
  if (!isPassword(request.password, password)) throw new StytchFailure("unauthorized_credentials")
  const proof = await priorProof(project, member, request)
  const factors = [...proof.factors, passwordFactor(project)]
  return authenticateMember(project, organization, member, { ...proof, factors }, request)
}

const discoveryAuthenticate = (project: Project, request: B2BPasswordsDiscoveryAuthenticateRequest) => {
  const email = parseEmail(request.email_address)
  const password = project.passwords.get(email)
  if (!password || !isPassword(request.password, password)) throw new StytchFailure("unauthorized_credentials")
  return beginDiscovery(project, email, [passwordFactor(project)], false)
}

const resetStart = (project: Project, request: B2BPasswordsDiscoveryEmailResetStartRequest): void => {
  const email = parseEmail(request.email_address)
  const minutes = request.reset_password_expiration_minutes ?? 30
  const codeChallenge = request.pkce_code_challenge
  const link = issueLink(project, request.reset_password_redirect_url, minutes, {
    kind: "discovery_reset",
    email,
    codeChallenge,
  })
  project.deliver.mail({ to: email, ...resetMail(link, minutes) })
}

const reset = (project: Project, request: B2BPasswordsDiscoveryEmailResetRequest) => {
  const link = readLink(project, request.password_reset_token, ["discovery_reset"], request.pkce_code_verifier)
  choosePassword(project, link.email, request.password)
  spendLink(project, link)
  for (const { member_id } of membershipsOf(project, link.email)) endSessions(project, member_id)
  const factors = [mailFactor(project, "magic_link", link.email), passwordFactor(project)]
  return beginDiscovery(project, link.email, factors, true)
}

const migrate = (project: Project, request: B2BPasswordsMigrateRequest) => {
  const { organization_id, email_address, name, roles, trusted_metadata, untrusted_metadata, external_id } = request
  const organization = findOrganization(project, organization_id)
  const email = parseEmail(email_address)
  const hashed = migratedHash(request)
  const fields = {
    ...(name === undefined ? {} : { name }),
    ...(roles ? { roles } : {}),
    ...(trusted_metadata ? { trusted_metadata } : {}),
    ...(untrusted_metadata ? { untrusted_metadata } : {}),
  }
  const known = memberByEmail(project, organization, email)
  const external = external_id ? { external_id } : {}
  const member = known
    ? updateMember(project, known, fields)
    : createMember(project, organization, {
        ...fields,
        ...external,
        email_address: email,
        status: "active",
        email_address_verified: true,
      })
  storePassword(project, email, hashed)
  const current = project.members.get(member.member_id) ?? member
  const verified = setMember(project, current, { status: "active", email_address_verified: true })
  return { member_id: member.member_id, member_created: !known, member: verified, organization }
}

export const passwordRoutes = (project: Project): Hono =>
  new Hono()
    .post("/passwords/strength_check", async (c) => {
      const { password } = await body<B2BPasswordsStrengthCheckRequest>(c, "password")
      return reply<B2BPasswordsStrengthCheckResponse>(c, strengthOf(password))
    })
    .post("/passwords/authenticate", async (c) => {
      const request = await body<B2BPasswordsAuthenticateRequest>(c, "organization_id", "email_address", "password")
      return replyAuthenticated<B2BPasswordsAuthenticateResponse>(c, await authenticate(project, request))
    })
    .post("/passwords/migrate", async (c) => {
      const request = await body<B2BPasswordsMigrateRequest>(c, "organization_id", "email_address", "hash", "hash_type")
      return reply<B2BPasswordsMigrateResponse>(c, migrate(project, request))
    })
    .post("/passwords/discovery/authenticate", async (c) => {
      const request = await body<B2BPasswordsDiscoveryAuthenticateRequest>(c, "email_address", "password")
      return reply<B2BPasswordsDiscoveryAuthenticateResponse>(c, discoveryAuthenticate(project, request))
    })
    .post("/passwords/discovery/email/reset/start", async (c) => {
      resetStart(project, await body<B2BPasswordsDiscoveryEmailResetStartRequest>(c, "email_address"))
      return reply<B2BPasswordsDiscoveryEmailResetStartResponse>(c, {})
    })
    .post("/passwords/discovery/email/reset", async (c) => {
      const request = await body<B2BPasswordsDiscoveryEmailResetRequest>(c, "password_reset_token", "password")
      return reply<B2BPasswordsDiscoveryEmailResetResponse>(c, reset(project, request))
    })
