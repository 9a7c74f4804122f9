import { Hono } from "hono"
import type {
  B2BOAuthAuthenticateRequest,
  B2BOAuthAuthenticateResponse,
  B2BOAuthDiscoveryAuthenticateRequest,
  B2BOAuthDiscoveryAuthenticateResponse,
  Member,
  Organization,
} from "stytch"
import { authenticateMember } from "../Authentication.ts"
import { beginDiscovery, signUpByDomain } from "../Discovery.ts"
import { body, reply, replyAuthenticated } from "../Http.ts"
import { priorProof } from "../IntermediateSessions.ts"
import { memberByEmail, membersOf } from "../Members.ts"
import { oauthFactor, oauthProviders, providerValues } from "../OAuthAccounts.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"
import { readCallbackToken, spendCallbackToken } from "../ProviderFlows.ts"
import type { CallbackToken } from "../ProviderFlows.ts"

const providerOf = (token: CallbackToken) => token.provider ?? "google"

/** By the account that a member has used before, else by the address, else a new one whose domain may join. */
const memberOf = (project: Project, organization: Organization, token: CallbackToken): Member => {
  const { title } = oauthProviders[providerOf(token)]
  const { subject, email, name } = token.person
  const registered = membersOf(project, organization.organization_id).find(
    ({ status, oauth_registrations }) =>
      status !== "deleted" &&
      oauth_registrations.some(
        ({ provider_type, provider_subject }) => provider_type === title && provider_subject === subject,
      ),
  )
  return registered ?? memberByEmail(project, organization, email) ?? signUpByDomain(project, organization, email, name)
}

const authenticate = async (project: Project, request: B2BOAuthAuthenticateRequest) => {
  const token = readCallbackToken(project, request.oauth_token, "oauth", request.pkce_code_verifier)
  const organization = findOrganization(project, token.organizationId ?? "")
  const member = memberOf(project, organization, token)
  const proof = await priorProof(project, member, request)
  spendCallbackToken(project, token)
  const factors = [...proof.factors, oauthFactor(project, providerOf(token), token.person, member)]
  const emailVerified = proof.emailVerified || token.person.emailVerified
  const result = await authenticateMember(project, organization, member, { ...proof, factors, emailVerified }, request)
  return {
    ...result,
    provider_type: oauthProviders[providerOf(token)].title,
    provider_subject: token.person.subject,
    provider_values: await providerValues(project, token),
    reset_sessions: false,
  }
}

const discoveryAuthenticate = (project: Project, request: B2BOAuthDiscoveryAuthenticateRequest) => {
  const token = readCallbackToken(project, request.discovery_oauth_token, "discovery_oauth", request.pkce_code_verifier)
  spendCallbackToken(project, token)
  const { email, emailVerified, name } = token.person
  const factors = [oauthFactor(project, providerOf(token), token.person)]
  return {
    ...beginDiscovery(project, email, factors, emailVerified, name),
    provider_type: oauthProviders[providerOf(token)].title,
    provider_tenant_id: "",
    provider_tenant_ids: [],
    full_name: name,
  }
}

/** What the application does with the token of a log-in at Google or Microsoft. */
export const oauthRoutes = (project: Project): Hono =>
  new Hono()
    .post("/oauth/authenticate", async (c) => {
      const request = await body<B2BOAuthAuthenticateRequest>(c, "oauth_token")
      return replyAuthenticated<B2BOAuthAuthenticateResponse>(c, await authenticate(project, request))
    })
    .post("/oauth/discovery/authenticate", async (c) => {
      const request = await body<B2BOAuthDiscoveryAuthenticateRequest>(c, "discovery_oauth_token")
      return reply<B2BOAuthDiscoveryAuthenticateResponse>(c, discoveryAuthenticate(project, request))
    })
