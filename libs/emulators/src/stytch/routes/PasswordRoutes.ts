import { Hono } from "hono"
import type {
  B2BPasswordsAuthenticateRequest,
  B2BPasswordsAuthenticateResponse,
  B2BPasswordsDiscoveryAuthenticateRequest,
  B2BPasswordsDiscoveryAuthenticateResponse,
  B2BPasswordsMigrateRequest,
  B2BPasswordsMigrateResponse,
  B2BPasswordsStrengthCheckRequest,
  B2BPasswordsStrengthCheckResponse,
} from "stytch"
import { authenticateMember } from "../Authentication.ts"
import { beginDiscovery } from "../Discovery.ts"
import { parseEmail } from "../Emails.ts"
import { StytchFailure } from "../Errors.ts"
import { body, reply, replyAuthenticated } from "../Http.ts"
import { passwordFactor, priorProof } from "../IntermediateSessions.ts"
import { refuseLocked } from "../Locks.ts"
import { createMember, memberByEmail, setMember, updateMember } from "../Members.ts"
import { findOrganization } from "../Organizations.ts"
import { checkPassword, migratedHash, storePassword } from "../Passwords.ts"
import { strengthOf } from "../PasswordStrength.ts"
import type { Project } from "../Project.ts"

const authenticate = async (project: Project, request: B2BPasswordsAuthenticateRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const member = memberByEmail(project, organization, parseEmail(request.email_address))
  if (!member) throw new StytchFailure("member_not_found")
  refuseLocked(project, member)
  if (!member.member_password_id) throw new StytchFailure("member_password_not_found")
  if (!checkPassword(project, member.email_address, request.password))
    throw new StytchFailure("unauthorized_credentials")
  const proof = await priorProof(project, member, request)
  const factors = [...proof.factors, passwordFactor(project)]
  return authenticateMember(project, organization, member, { ...proof, factors }, request)
}

const discoveryAuthenticate = (project: Project, request: B2BPasswordsDiscoveryAuthenticateRequest) => {
  const email = parseEmail(request.email_address)
  if (!checkPassword(project, email, request.password)) throw new StytchFailure("unauthorized_credentials")
  return beginDiscovery(project, email, [passwordFactor(project)], false)
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
    ...(request.mfa_phone_number ? { mfa_phone_number: request.mfa_phone_number } : {}),
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
  const phone = request.set_phone_number_verified && current.mfa_phone_number !== ""
  const verified = setMember(project, current, {
    status: "active",
    email_address_verified: true,
    mfa_phone_number_verified: phone || current.mfa_phone_number_verified,
  })
  return { member_id: member.member_id, member_created: !known, member: verified, organization }
}

export const passwordRoutes = (project: Project): Hono =>
  new Hono()
    .post("/passwords/strength_check", async (c) => {
      const { password, email_address } = await body<B2BPasswordsStrengthCheckRequest>(c, "password")
      return reply<B2BPasswordsStrengthCheckResponse>(c, await strengthOf(password, email_address))
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
