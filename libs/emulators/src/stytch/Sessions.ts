import type { Member, MemberSession, Organization } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { sessionRoleIds } from "./ImplicitRoles.ts"
import { iso, newId, newToken } from "./Project.ts"
import type { Factor, Project, StoredSession } from "./Project.ts"
import { grantingRoles } from "./Rbac.ts"

/** How a request may shape the session it makes or extends. */
export interface SessionWishes {
  session_duration_minutes?: number
  session_custom_claims?: Record<string, unknown>
}

export interface SessionCredentials {
  session_token?: string
  session_jwt?: string
}

/** A live session with whom it belongs to. */
export interface LiveSession {
  readonly stored: StoredSession
  readonly member: Member
  readonly organization: Organization
}

const reservedClaims = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]

const customClaims = (before: Record<string, unknown> | undefined, wishes: SessionWishes) =>
  Object.fromEntries(
    Object.entries({ ...before, ...wishes.session_custom_claims }).filter(
      ([name, value]) => value !== null && !reservedClaims.includes(name) && !name.startsWith("https://stytch.com/"),
    ),
  )

const expiry = (project: Project, minutes: number): string => iso(project.clock.now() + minutes * 60_000)

export const asMemberSession = ({ stored, member, organization }: LiveSession): MemberSession => {
  const { token: _, ...session } = stored
  return {
    ...session,
    organization_slug: organization.organization_slug,
    roles: sessionRoleIds(member, stored.authentication_factors),
  }
}

/** The session's token and a fresh five-minute JWT, whose roles are the member's as of now. */
export const sessionTokens = async (project: Project, live: LiveSession) => {
  const { organization, stored } = live
  const session = asMemberSession(live)
  const session_jwt = await project.key.sign(
    {
      ...session.custom_claims,
      "https://stytch.com/session": {
        id: session.member_session_id,
        started_at: session.started_at,
        last_accessed_at: session.last_accessed_at,
        expires_at: session.expires_at,
        attributes: { user_agent: "", ip_address: "" },
        authentication_factors: session.authentication_factors,
        roles: session.roles,
      },
      "https://stytch.com/organization": {
        organization_id: organization.organization_id,
        slug: organization.organization_slug,
      },
    },
    session.member_id,
  )
  return { session_token: stored.token, session_jwt, member_session: session }
}

export const startSession = (
  project: Project,
  member: Member,
  organization: Organization,
  factors: Array<Factor>,
  wishes: SessionWishes,
): LiveSession => {
  const now = iso(project.clock.now())
  const stored: StoredSession = {
    token: newToken(),
    member_session_id: newId("member-session"),
    member_id: member.member_id,
    organization_id: organization.organization_id,
    started_at: now,
    last_accessed_at: now,
    expires_at: expiry(project, wishes.session_duration_minutes ?? 60),
    authentication_factors: factors,
    custom_claims: customClaims(undefined, wishes),
  }
  project.sessions.put(stored.member_session_id, stored)
  project.sessionIds.put(stored.token, { memberSessionId: stored.member_session_id })
  return { stored, member, organization }
}

const isSameKind = (one: Factor, other: Factor): boolean =>
  one.type === other.type && one.delivery_method === other.delivery_method

/** Marks a session as used now, extends it if that is wished, and gives it the factors of a new proof in place of older ones of their kind. */
export const touchSession = (
  project: Project,
  live: LiveSession,
  wishes: SessionWishes,
  factors: Array<Factor> = [],
): LiveSession => {
  const minutes = wishes.session_duration_minutes
  if (!project.sessions.get(live.stored.member_session_id)) throw new StytchFailure("session_not_found")
  const stored = project.sessions.put(live.stored.member_session_id, {
    ...live.stored,
    last_accessed_at: iso(project.clock.now()),
    expires_at: minutes === undefined ? live.stored.expires_at : expiry(project, minutes),
    authentication_factors: [
      ...live.stored.authentication_factors.filter((old) => !factors.some((each) => isSameKind(old, each))),
      ...factors,
    ],
    custom_claims: customClaims(live.stored.custom_claims, wishes),
  })
  return { ...live, stored }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null

const sessionIdIn = async (
  project: Project,
  { session_token, session_jwt }: SessionCredentials,
): Promise<string | undefined> => {
  if (session_token) return project.sessionIds.get(session_token)?.memberSessionId
  const claims = await project.key.read(session_jwt ?? "")
  const session = claims?.["https://stytch.com/session"]
  return isRecord(session) ? String(session["id"]) : undefined
}

/** The session of exactly one of token and JWT (an expired JWT will do); refuses what is unknown, revoked or expired. */
export const readSession = async (project: Project, credentials: SessionCredentials): Promise<LiveSession> => {
  if (credentials.session_token && credentials.session_jwt) throw new StytchFailure("too_many_session_arguments")
  if (!credentials.session_token && !credentials.session_jwt) throw new StytchFailure("no_session_arguments")
  const stored = project.sessions.get((await sessionIdIn(project, credentials)) ?? "")
  const member = project.members.get(stored?.member_id ?? "")
  const organization = project.organizations.get(stored?.organization_id ?? "")
  if (!stored || !member || !organization || Date.parse(stored.expires_at) <= project.clock.now())
    throw new StytchFailure("session_not_found")
  return { stored, member, organization }
}

export const endSession = (project: Project, stored: StoredSession): void => {
  project.sessions.delete(stored.member_session_id)
  project.sessionIds.delete(stored.token)
}

export const sessionsOf = (project: Project, memberId: string): ReadonlyArray<StoredSession> =>
  project.sessionsByMember(memberId).filter(({ expires_at }) => Date.parse(expires_at) > project.clock.now())

export const endSessions = (project: Project, memberId: string): void => {
  for (const stored of project.sessionsByMember(memberId)) endSession(project, stored)
}

/** What a session may do by its roles; refuses with 403 as Stytch does. */
export const authorize = (live: LiveSession, organizationId: string, resource: string, action: string) => {
  const session = asMemberSession(live)
  if (organizationId !== session.organization_id) throw new StytchFailure("session_authorization_tenancy_error")
  const granting_roles = grantingRoles(live.organization, session.roles, resource, action)
  if (granting_roles.length === 0) throw new StytchFailure("session_authorization_error")
  return { authorized: true, granting_roles }
}
