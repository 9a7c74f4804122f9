import { StytchFailure } from "./Errors.ts"
import { checkVerifier } from "./Links.ts"
import { newToken } from "./Project.ts"
import type { Project } from "./Project.ts"

export type OAuthProvider = "google" | "microsoft"

/** A log-in on its way through another party's page, ten minutes at most. Times in ms since 1970. */
export interface ProviderFlow {
  readonly state: string
  readonly kind: "oauth" | "discovery_oauth" | "sso"
  readonly provider?: OAuthProvider
  readonly connectionId?: string
  readonly organizationId?: string
  readonly loginUrl: string
  readonly signupUrl: string
  readonly codeChallenge?: string
  readonly loginHint?: string
  /** What the identity provider said, on its way from its page to the callback. */
  readonly person?: Person
  readonly expiresAt: number
}

/** Whom a provider vouches for. */
export interface Person {
  readonly subject: string
  readonly email: string
  readonly name: string
  readonly emailVerified: boolean
  readonly groups: ReadonlyArray<string>
}

/** What a redirect from another party carries back, for one use within ten minutes. */
export interface CallbackToken {
  readonly token: string
  readonly kind: ProviderFlow["kind"]
  readonly provider?: OAuthProvider
  readonly connectionId?: string
  readonly organizationId?: string
  readonly person: Person
  readonly scopes: ReadonlyArray<string>
  readonly codeChallenge?: string
  readonly expiresAt: number
}

const lifetimeMilliseconds = 10 * 60_000

export const beginFlow = (project: Project, flow: Omit<ProviderFlow, "state" | "expiresAt">): ProviderFlow => {
  const state = newToken()
  return project.flows.put(state, { ...flow, state, expiresAt: project.clock.now() + lifetimeMilliseconds })
}

/** The flow behind a state, still open; refuses unknown and expired ones. */
export const readFlow = (project: Project, state: string, kinds: ReadonlyArray<ProviderFlow["kind"]>): ProviderFlow => {
  const flow = project.flows.get(state)
  if (!flow || !kinds.includes(flow.kind) || flow.expiresAt <= project.clock.now())
    throw new StytchFailure("oauth_invalid_state")
  return flow
}

const redirectTo = (url: string, parameters: Record<string, string>): string => {
  const target = new URL(url)
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value)
  return target.href
}

/** Ends a flow well: the application's URL with a token in it. */
export const succeed = (
  project: Project,
  flow: ProviderFlow,
  url: string,
  person: Person,
  scopes: ReadonlyArray<string> = [],
): string => {
  const { kind, provider, connectionId, organizationId, codeChallenge } = flow
  const token = newToken()
  project.flows.delete(flow.state)
  project.callbackTokens.put(token, {
    token,
    kind,
    person,
    scopes,
    expiresAt: project.clock.now() + lifetimeMilliseconds,
    ...(provider ? { provider } : {}),
    ...(connectionId ? { connectionId } : {}),
    ...(organizationId ? { organizationId } : {}),
    ...(codeChallenge ? { codeChallenge } : {}),
  })
  return redirectTo(url, { stytch_token_type: kind, token })
}

/** Ends a flow that the person has broken off: the application's URL with an error in it, as OAuth writes them. */
export const breakOff = (project: Project, flow: ProviderFlow): string => {
  project.flows.delete(flow.state)
  return redirectTo(flow.loginUrl, {
    stytch_token_type: flow.kind,
    error: "access_denied",
    error_description: "The log-in was cancelled at the provider.",
  })
}

/** The token of a redirect, still unused; one that is unknown, used, expired or of another kind cannot be found. */
export const readCallbackToken = (
  project: Project,
  token: string,
  kind: CallbackToken["kind"],
  verifier: string | undefined,
): CallbackToken => {
  const found = project.callbackTokens.get(token)
  if (found?.kind !== kind || found.expiresAt <= project.clock.now())
    throw new StytchFailure(kind === "sso" ? "sso_token_not_found" : "oauth_token_not_found")
  checkVerifier(found, verifier)
  return found
}

/** Uses a token up; refuses if another request was faster. */
export const spendCallbackToken = (project: Project, { token, kind }: CallbackToken): void => {
  if (!project.callbackTokens.delete(token))
    throw new StytchFailure(kind === "sso" ? "sso_token_not_found" : "oauth_token_not_found")
}
