import { Hono } from "hono"
import type {
  B2BDiscoveryIntermediateSessionsExchangeRequest,
  B2BDiscoveryIntermediateSessionsExchangeResponse,
  B2BDiscoveryOrganizationsCreateRequest,
  B2BDiscoveryOrganizationsCreateResponse,
  B2BDiscoveryOrganizationsListRequest,
  B2BDiscoveryOrganizationsListResponse,
} from "stytch"
import { authenticateMember } from "../Authentication.ts"
import { defaultOrganizationName, discoveredOrganizations, memberFor } from "../Discovery.ts"
import { StytchFailure } from "../Errors.ts"
import { body, reply, replyAuthenticated } from "../Http.ts"
import { readIntermediateSession } from "../IntermediateSessions.ts"
import { createMember } from "../Members.ts"
import { createOrganization, findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"
import { readSession } from "../Sessions.ts"

const list = async (project: Project, request: B2BDiscoveryOrganizationsListRequest) => {
  const tokens = [request.intermediate_session_token, request.session_token, request.session_jwt].filter(Boolean)
  if (tokens.length === 0) throw new StytchFailure("no_session_arguments")
  if (tokens.length > 1) throw new StytchFailure("too_many_session_arguments")
  if (request.intermediate_session_token) {
    const proof = readIntermediateSession(project, request.intermediate_session_token)
    return {
      email_address: proof.email,
      discovered_organizations: discoveredOrganizations(project, proof.email, proof, true),
    }
  }
  const { stored, member } = await readSession(project, request)
  const proof = { factors: stored.authentication_factors, emailVerified: true }
  const email = member.email_address
  return { email_address: email, discovered_organizations: discoveredOrganizations(project, email, proof, false) }
}

const create = (project: Project, request: B2BDiscoveryOrganizationsCreateRequest) => {
  const intermediate = readIntermediateSession(project, request.intermediate_session_token)
  const { token, email, name = "", factors, emailVerified } = intermediate
  const organization = createOrganization(project, {
    ...request,
    organization_name: request.organization_name || defaultOrganizationName(email),
  })
  const founder = createMember(project, organization, {
    email_address: email,
    name,
    roles: ["stytch_admin"],
    status: emailVerified ? "active" : "pending",
    email_address_verified: emailVerified,
  })
  const proof = { factors, emailVerified, intermediateSessionToken: token }
  return authenticateMember(project, organization, founder, proof, request)
}

const exchange = (project: Project, request: B2BDiscoveryIntermediateSessionsExchangeRequest) => {
  const intermediate = readIntermediateSession(project, request.intermediate_session_token)
  const { token, email, name, factors, emailVerified } = intermediate
  const organization = findOrganization(project, request.organization_id)
  const proof = { factors, emailVerified, intermediateSessionToken: token }
  const member = memberFor(project, organization, email, proof, name)
  return authenticateMember(project, organization, member, proof, request)
}

export const discoveryRoutes = (project: Project): Hono =>
  new Hono()
    .post("/discovery/organizations", async (c) => {
      const request = await body<B2BDiscoveryOrganizationsListRequest>(c)
      return reply<B2BDiscoveryOrganizationsListResponse>(c, await list(project, request))
    })
    .post("/discovery/organizations/create", async (c) => {
      const request = await body<B2BDiscoveryOrganizationsCreateRequest>(c, "intermediate_session_token")
      return replyAuthenticated<B2BDiscoveryOrganizationsCreateResponse>(c, await create(project, request))
    })
    .post("/discovery/intermediate_sessions/exchange", async (c) => {
      const request = await body<B2BDiscoveryIntermediateSessionsExchangeRequest>(
        c,
        "intermediate_session_token",
        "organization_id",
      )
      return replyAuthenticated<B2BDiscoveryIntermediateSessionsExchangeResponse>(c, await exchange(project, request))
    })
