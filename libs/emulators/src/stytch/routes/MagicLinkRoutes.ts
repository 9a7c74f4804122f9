import { Hono } from "hono"
import type {
  B2BMagicLinksAuthenticateRequest,
  B2BMagicLinksAuthenticateResponse,
  B2BMagicLinksDiscoveryAuthenticateRequest,
  B2BMagicLinksDiscoveryAuthenticateResponse,
  B2BMagicLinksEmailDiscoverySendRequest,
  B2BMagicLinksEmailDiscoverySendResponse,
  B2BMagicLinksEmailInviteRequest,
  B2BMagicLinksEmailInviteResponse,
  B2BMagicLinksEmailLoginOrSignupRequest,
  B2BMagicLinksEmailLoginOrSignupResponse,
  Member,
  Organization,
} from "stytch"
import { authenticateMember } from "../Authentication.ts"
import { allowMailMethod } from "../AuthMethods.ts"
import { beginDiscovery, mailFactor, signUpByDomain } from "../Discovery.ts"
import { domainOf, parseEmail } from "../Emails.ts"
import { StytchFailure } from "../Errors.ts"
import { body, reply, replyAuthenticated } from "../Http.ts"
import { priorProof } from "../IntermediateSessions.ts"
import { issueLink, readLink, spendLink } from "../Links.ts"
import { discoveryMail, invitationMail, loginMail } from "../Mails.ts"
import { completeEmailUpdate } from "../EmailUpdates.ts"
import { createMember, emailId, findMember, memberByEmail, setMember, updateMember } from "../Members.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"

const allowInvitation = (organization: Organization, email: string): void => {
  const byDomain = organization.email_allowed_domains.includes(domainOf(email))
  if (organization.email_invites === "NOT_ALLOWED" || (organization.email_invites === "RESTRICTED" && !byDomain))
    throw new StytchFailure("invalid_email_for_invites")
}

const loginOrSignup = (project: Project, request: B2BMagicLinksEmailLoginOrSignupRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const email = parseEmail(request.email_address)
  const known = memberByEmail(project, organization, email)
  allowMailMethod(organization, known, "magic_link")
  const member = known ?? signUpByDomain(project, organization, email)
  const login = member.status === "active"
  const minutes = (login ? request.login_expiration_minutes : request.signup_expiration_minutes) ?? 60
  const url = login ? request.login_redirect_url : request.signup_redirect_url
  const { member_id } = member
  const codeChallenge = request.pkce_code_challenge
  const link = issueLink(project, url, minutes, { kind: "login", email, memberId: member_id, codeChallenge })
  project.deliver.mail({ to: email, ...loginMail(organization, link, minutes) })
  return { member_id, member_created: !known, member, organization }
}

/** Makes or renews the invited member. `roles` and the like of a renewed invitation replace the former ones. */
const invitedMember = (
  project: Project,
  organization: Organization,
  request: B2BMagicLinksEmailInviteRequest,
): Member => {
  const { organization_id: _, email_address, ...fields } = request
  const known = memberByEmail(project, organization, parseEmail(email_address))
  if (known?.status === "active") throw new StytchFailure("duplicate_member_email")
  if (!known) return createMember(project, organization, { ...fields, email_address, status: "invited" })
  const changed = fields.roles || fields.name || fields.trusted_metadata || fields.untrusted_metadata
  return setMember(project, changed ? updateMember(project, known, fields) : known, { status: "invited" })
}

const invite = (project: Project, request: B2BMagicLinksEmailInviteRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const email = parseEmail(request.email_address)
  allowInvitation(organization, email)
  const inviter = request.invited_by_member_id
    ? findMember(project, organization, request.invited_by_member_id)
    : undefined
  const member = invitedMember(project, organization, request)
  const { member_id } = member
  const minutes = request.invite_expiration_minutes ?? 10_080
  const link = issueLink(project, request.invite_redirect_url, minutes, { kind: "invite", email, memberId: member_id })
  const name = inviter?.name || inviter?.email_address
  project.deliver.mail({ to: email, ...invitationMail(organization, name, link, minutes) })
  return { member_id, member, organization }
}

const authenticate = async (project: Project, request: B2BMagicLinksAuthenticateRequest) => {
  const kinds = ["login", "invite", "email_update"] as const
  const link = readLink(project, request.magic_links_token, kinds, request.pkce_code_verifier)
  const isUpdate = link.kind === "email_update"
  const before = project.members.get(link.memberId ?? "")
  const wanted = isUpdate ? project.emailUpdates.get(link.memberId ?? "")?.email : before?.email_address
  if (!before || wanted !== link.email) throw new StytchFailure("unable_to_auth_magic_link")
  const organization = findOrganization(project, before.organization_id)
  const proof = await priorProof(project, before, request)
  spendLink(project, link)
  const member = isUpdate ? completeEmailUpdate(project, before, link.email) : before
  const factors = [...proof.factors, mailFactor(project, "magic_link", link.email)]
  const result = await authenticateMember(
    project,
    organization,
    member,
    { ...proof, factors, emailVerified: true },
    request,
  )
  return { ...result, method_id: emailId(member), reset_sessions: false }
}

export const magicLinkRoutes = (project: Project): Hono =>
  new Hono()
    .post("/magic_links/email/discovery/send", async (c) => {
      const request = await body<B2BMagicLinksEmailDiscoverySendRequest>(c, "email_address")
      const email = parseEmail(request.email_address)
      const minutes = request.discovery_expiration_minutes ?? 60
      const codeChallenge = request.pkce_code_challenge
      const link = issueLink(project, request.discovery_redirect_url, minutes, {
        kind: "discovery",
        email,
        codeChallenge,
      })
      project.deliver.mail({ to: email, ...discoveryMail(link, minutes) })
      return reply<B2BMagicLinksEmailDiscoverySendResponse>(c, {})
    })
    .post("/magic_links/discovery/authenticate", async (c) => {
      const request = await body<B2BMagicLinksDiscoveryAuthenticateRequest>(c, "discovery_magic_links_token")
      const link = readLink(project, request.discovery_magic_links_token, ["discovery"], request.pkce_code_verifier)
      spendLink(project, link)
      const factors = [mailFactor(project, "magic_link", link.email)]
      return reply<B2BMagicLinksDiscoveryAuthenticateResponse>(c, beginDiscovery(project, link.email, factors, true))
    })
    .post("/magic_links/email/login_or_signup", async (c) => {
      const request = await body<B2BMagicLinksEmailLoginOrSignupRequest>(c, "organization_id", "email_address")
      return reply<B2BMagicLinksEmailLoginOrSignupResponse>(c, loginOrSignup(project, request))
    })
    .post("/magic_links/email/invite", async (c) => {
      const request = await body<B2BMagicLinksEmailInviteRequest>(c, "organization_id", "email_address")
      return reply<B2BMagicLinksEmailInviteResponse>(c, invite(project, request))
    })
    .post("/magic_links/authenticate", async (c) => {
      const request = await body<B2BMagicLinksAuthenticateRequest>(c, "magic_links_token")
      return replyAuthenticated<B2BMagicLinksAuthenticateResponse>(c, await authenticate(project, request))
    })
