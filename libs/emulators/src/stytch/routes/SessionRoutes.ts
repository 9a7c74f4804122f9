import { Hono } from "hono"
import type {
  AuthorizationCheck,
  B2BSessionsAuthenticateRequest,
  B2BSessionsAuthenticateResponse,
  B2BSessionsExchangeRequest,
  B2BSessionsExchangeResponse,
  B2BSessionsGetJWKSResponse,
  B2BSessionsGetResponse,
  B2BSessionsRevokeRequest,
  B2BSessionsRevokeResponse,
} from "stytch"
import { authenticateMember } from "../Authentication.ts"
import { StytchFailure } from "../Errors.ts"
import { body, param, reply, replyAuthenticated } from "../Http.ts"
import { findMember, memberByEmail } from "../Members.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"
import {
  asMemberSession,
  authorize,
  endSession,
  endSessions,
  readSession,
  sessionsOf,
  sessionTokens,
  touchSession,
} from "../Sessions.ts"
import type { LiveSession } from "../Sessions.ts"

const verdictFor = (live: LiveSession, check: AuthorizationCheck | undefined) =>
  check ? { verdict: authorize(live, check.organization_id, check.resource_id, check.action) } : {}

const authenticate = async (project: Project, request: B2BSessionsAuthenticateRequest) => {
  const live = await readSession(project, request)
  const verdict = verdictFor(live, request.authorization_check)
  const tokens = await sessionTokens(project, touchSession(project, live, request))
  return { ...tokens, ...verdict, member: live.member, organization: live.organization }
}

/** A session in another organization of the same address. The session it began from stays (Stytch's documents leave that open). */
const exchange = async (project: Project, request: B2BSessionsExchangeRequest) => {
  const { stored, member } = await readSession(project, request)
  const organization = findOrganization(project, request.organization_id)
  const other = memberByEmail(project, organization, member.email_address)
  if (!other) throw new StytchFailure("member_not_found")
  const proof = { factors: stored.authentication_factors, emailVerified: member.email_address_verified }
  return authenticateMember(project, organization, other, proof, request)
}

const revoke = async (project: Project, request: B2BSessionsRevokeRequest): Promise<void> => {
  const { member_id, member_session_id, session_token, session_jwt } = request
  const given = [member_id, member_session_id, session_token, session_jwt].filter(Boolean).length
  if (given === 0) throw new StytchFailure("no_session_revoke_arguments")
  if (given > 1) throw new StytchFailure("too_many_session_arguments")
  if (member_id) {
    if (!project.members.get(member_id)) throw new StytchFailure("member_not_found")
    return endSessions(project, member_id)
  }
  const stored = member_session_id
    ? project.sessions.get(member_session_id)
    : (await readSession(project, request)).stored
  if (!stored) throw new StytchFailure("session_not_found")
  endSession(project, stored)
}

export const sessionRoutes = (project: Project): Hono =>
  new Hono()
    .get("/sessions", (c) => {
      const { organization_id = "", member_id = "" } = c.req.query()
      const organization = findOrganization(project, organization_id)
      const member = findMember(project, organization, member_id)
      const member_sessions = sessionsOf(project, member.member_id).map((stored) =>
        asMemberSession({ stored, member, organization }),
      )
      return reply<B2BSessionsGetResponse>(c, { member_sessions })
    })
    .post("/sessions/authenticate", async (c) => {
      const request = await body<B2BSessionsAuthenticateRequest>(c)
      return reply<B2BSessionsAuthenticateResponse>(c, await authenticate(project, request))
    })
    .post("/sessions/exchange", async (c) => {
      const request = await body<B2BSessionsExchangeRequest>(c, "organization_id")
      return replyAuthenticated<B2BSessionsExchangeResponse>(c, await exchange(project, request))
    })
    .post("/sessions/revoke", async (c) => {
      await revoke(project, await body<B2BSessionsRevokeRequest>(c))
      return reply<B2BSessionsRevokeResponse>(c, {})
    })

/** The public keys, to whoever asks. */
export const jwksRoutes = (project: Project): Hono =>
  new Hono().get("/sessions/jwks/:project_id", (c) => {
    if (param(c, "project_id") !== project.id) throw new StytchFailure("project_not_found")
    return reply<B2BSessionsGetJWKSResponse>(c, { keys: [project.key.jwk] })
  })
