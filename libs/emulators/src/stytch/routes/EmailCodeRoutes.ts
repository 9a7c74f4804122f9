import { Hono } from "hono"
import type {
  B2BOTPEmailAuthenticateRequest,
  B2BOTPEmailAuthenticateResponse,
  B2BOTPEmailDiscoveryAuthenticateRequest,
  B2BOTPEmailDiscoveryAuthenticateResponse,
  B2BOTPEmailDiscoverySendRequest,
  B2BOTPEmailDiscoverySendResponse,
  B2BOTPEmailLoginOrSignupRequest,
  B2BOTPEmailLoginOrSignupResponse,
} from "stytch"
import { authenticateMember } from "../Authentication.ts"
import { allowMailMethod } from "../AuthMethods.ts"
import { spendCode } from "../Codes.ts"
import { beginDiscovery, mailFactor, signUpByDomain } from "../Discovery.ts"
import { emailCodeKey, sendEmailCode } from "../EmailCodes.ts"
import { parseEmail } from "../Emails.ts"
import { StytchFailure } from "../Errors.ts"
import { body, reply, replyAuthenticated } from "../Http.ts"
import { priorProof } from "../IntermediateSessions.ts"
import { completeEmailUpdate, memberAwaiting } from "../EmailUpdates.ts"
import { emailId, memberByEmail, membershipsOf } from "../Members.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"

const loginOrSignup = (project: Project, request: B2BOTPEmailLoginOrSignupRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const email = parseEmail(request.email_address)
  const known = memberByEmail(project, organization, email)
  allowMailMethod(organization, known, "email_otp")
  const minutes = known?.status === "active" ? request.login_expiration_minutes : request.signup_expiration_minutes
  const member = known ?? signUpByDomain(project, organization, email)
  sendEmailCode(project, emailCodeKey(email, organization), email, minutes)
  return { member_id: member.member_id, member_created: !known, member, organization }
}

/** By the member's address, or by the new one that it is about to take. */
const authenticate = async (project: Project, request: B2BOTPEmailAuthenticateRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const email = parseEmail(request.email_address)
  const known = memberByEmail(project, organization, email)
  const before = known ?? memberAwaiting(project, organization.organization_id, email)
  if (!before) throw new StytchFailure("member_not_found")
  const proof = await priorProof(project, before, request)
  spendCode(project, emailCodeKey(email, organization), request.code, before.member_id, [before])
  const member = known ?? completeEmailUpdate(project, before, email)
  const factors = [...proof.factors, mailFactor(project, "email_otp", email)]
  const whole = { ...proof, factors, emailVerified: true }
  const result = await authenticateMember(project, organization, member, whole, request)
  return { ...result, method_id: emailId(member) }
}

const discoveryAuthenticate = (project: Project, request: B2BOTPEmailDiscoveryAuthenticateRequest) => {
  const email = parseEmail(request.email_address)
  spendCode(project, emailCodeKey(email), request.code, email, membershipsOf(project, email))
  return beginDiscovery(project, email, [mailFactor(project, "email_otp", email)], true)
}

/** Log-in by a code in a mail, to an organization and through discovery. */
export const emailCodeRoutes = (project: Project): Hono =>
  new Hono()
    .post("/otps/email/login_or_signup", async (c) => {
      const request = await body<B2BOTPEmailLoginOrSignupRequest>(c, "organization_id", "email_address")
      return reply<B2BOTPEmailLoginOrSignupResponse>(c, loginOrSignup(project, request))
    })
    .post("/otps/email/authenticate", async (c) => {
      const request = await body<B2BOTPEmailAuthenticateRequest>(c, "organization_id", "email_address", "code")
      return replyAuthenticated<B2BOTPEmailAuthenticateResponse>(c, await authenticate(project, request))
    })
    .post("/otps/email/discovery/send", async (c) => {
      const request = await body<B2BOTPEmailDiscoverySendRequest>(c, "email_address")
      const email = parseEmail(request.email_address)
      sendEmailCode(project, emailCodeKey(email), email, request.discovery_expiration_minutes)
      return reply<B2BOTPEmailDiscoverySendResponse>(c, {})
    })
    .post("/otps/email/discovery/authenticate", async (c) => {
      const request = await body<B2BOTPEmailDiscoveryAuthenticateRequest>(c, "email_address", "code")
      return reply<B2BOTPEmailDiscoveryAuthenticateResponse>(c, discoveryAuthenticate(project, request))
    })
