import type { Member } from "stytch"
import type { Proof } from "./Authentication.ts"
import { StytchFailure } from "./Errors.ts"
import { iso, newToken } from "./Project.ts"
import type { Factor, IntermediateSession, Project } from "./Project.ts"
import { readSession } from "./Sessions.ts"
import type { SessionCredentials } from "./Sessions.ts"

const lifetimeMilliseconds = 10 * 60_000

/** Starts an intermediate session of 10 minutes, or adds to the one whose token is given. */
export const keepFactors = (
  project: Project,
  {
    email,
    factors,
    emailVerified,
    name,
    token = newToken(),
  }: Omit<IntermediateSession, "token" | "expiresAt"> & { token?: string },
): IntermediateSession => {
  const expiresAt = project.intermediateSessions.get(token)?.expiresAt ?? project.clock.now() + lifetimeMilliseconds
  const kept = { token, email, factors, emailVerified, expiresAt, ...(name ? { name } : {}) }
  return project.intermediateSessions.put(token, kept)
}

/** Looks an intermediate session up without using it; refuses unknown and expired ones. */
export const readIntermediateSession = (project: Project, token: string): IntermediateSession => {
  const found = project.intermediateSessions.get(token)
  if (!found || found.expiresAt <= project.clock.now()) throw new StytchFailure("intermediate_session_not_found")
  return found
}

/** A primary factor just proved. */
export const primaryFactor = (project: Project, factor: Omit<Factor, "sequence_order">): Factor => {
  const now = iso(project.clock.now())
  return { ...factor, last_authenticated_at: now, created_at: now, updated_at: now, sequence_order: "PRIMARY" }
}

export const passwordFactor = (project: Project): Factor =>
  primaryFactor(project, { type: "password", delivery_method: "knowledge" })

/** What a request to authenticate already brings along: the factors of an intermediate session, or a session of the same member. */
export const priorProof = async (
  project: Project,
  member: Member,
  { intermediate_session_token, ...credentials }: SessionCredentials & { intermediate_session_token?: string },
): Promise<Proof> => {
  const { session_token, session_jwt } = credentials
  const session = session_token || session_jwt ? await readSession(project, credentials) : undefined
  const mine = session?.member.member_id === member.member_id ? session : undefined
  if (!intermediate_session_token) return { factors: [], emailVerified: false, session: mine }
  const { email, factors, emailVerified, token } = readIntermediateSession(project, intermediate_session_token)
  if (email !== member.email_address) throw new StytchFailure("intermediate_session_not_found")
  return { factors, emailVerified, intermediateSessionToken: token, session: mine }
}
