import { Hono } from "hono"
import type { B2BSSOAuthenticateRequest, B2BSSOAuthenticateResponse } from "stytch"
import { authenticateMember } from "../Authentication.ts"
import { body, replyAuthenticated } from "../Http.ts"
import { priorProof } from "../IntermediateSessions.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"
import { readCallbackToken, spendCallbackToken } from "../ProviderFlows.ts"
import { activeConnection, registerPerson, ssoFactor } from "../SsoLogin.ts"

const authenticate = async (project: Project, request: B2BSSOAuthenticateRequest) => {
  const token = readCallbackToken(project, request.sso_token, "sso", request.pkce_code_verifier)
  const connection = activeConnection(project, token.connectionId ?? "")
  const organization = findOrganization(project, connection.organization_id)
  const member = registerPerson(project, organization, connection, token.person)
  const proof = await priorProof(project, member, request)
  spendCallbackToken(project, token)
  const factors = [...proof.factors, ssoFactor(project, connection, member)]
  const result = await authenticateMember(project, organization, member, { ...proof, factors }, request)
  return { ...result, reset_session: false }
}

/** What the application does with the token of a log-in through a connection. */
export const ssoLoginRoutes = (project: Project): Hono =>
  new Hono().post("/sso/authenticate", async (c) => {
    const request = await body<B2BSSOAuthenticateRequest>(c, "sso_token")
    return replyAuthenticated<B2BSSOAuthenticateResponse>(c, await authenticate(project, request))
  })
