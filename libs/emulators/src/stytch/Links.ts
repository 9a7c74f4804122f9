import { createHash } from "node:crypto"
import { StytchFailure } from "./Errors.ts"
import { newToken } from "./Project.ts"
import type { LinkToken, Project } from "./Project.ts"

/** The `stytch_token_type` that the link of each kind carries, and what else tells it from its like. */
const parameters: Record<LinkToken["kind"], { stytch_token_type: string; stytch_redirect_type?: string }> = {
  discovery: { stytch_token_type: "discovery" },
  login: { stytch_token_type: "multi_tenant_magic_links" },
  invite: { stytch_token_type: "multi_tenant_magic_links" },
  email_update: { stytch_token_type: "multi_tenant_magic_links" },
  reset: { stytch_token_type: "multi_tenant_passwords", stytch_redirect_type: "reset_password" },
  discovery_reset: { stytch_token_type: "discovery", stytch_redirect_type: "reset_password" },
}

const familyOf = (kind: LinkToken["kind"] | undefined) => (kind?.endsWith("reset") ? "reset" : "magic")
const notFound = { magic: "magic_link_not_found", reset: "password_reset_token_not_found" } as const
const unusable = { magic: "unable_to_auth_magic_link", reset: "unable_to_auth_password_reset_token" } as const

/** Makes a single-use link to `redirectUrl` (in a new project `http://localhost:3000/authenticate`), valid for `minutes`. */
export const issueLink = (
  project: Project,
  redirectUrl: string | undefined,
  minutes: number,
  link: Pick<LinkToken, "kind" | "email" | "memberId"> & { codeChallenge?: string | undefined },
): string => {
  if (minutes < 5 || minutes > 10_080) throw new StytchFailure("invalid_expiration_minutes")
  const url = URL.parse(redirectUrl ?? "http://localhost:3000/authenticate")
  if (!url || !/^https?:$/.test(url.protocol)) throw new StytchFailure("no_match_for_provided_magic_link_url")
  const token = newToken()
  const { codeChallenge, ...rest } = link
  const expiresAt = project.clock.now() + minutes * 60_000
  project.links.put(token, { ...rest, token, expiresAt, spent: false, ...(codeChallenge ? { codeChallenge } : {}) })
  const { stytch_token_type, ...others } = parameters[link.kind]
  for (const [name, value] of Object.entries({ stytch_token_type, token, ...others })) url.searchParams.set(name, value)
  return url.href
}

/** Refuses a verifier that does not belong to the challenge with which a flow began, if it began with one. */
export const checkVerifier = (
  { codeChallenge }: Pick<LinkToken, "codeChallenge">,
  verifier: string | undefined,
): void => {
  if (codeChallenge === undefined) return
  if (!verifier) throw new StytchFailure("pkce_expected_code_verifier")
  if (createHash("sha256").update(verifier).digest("base64url") !== codeChallenge.replace(/=+$/, ""))
    throw new StytchFailure("pkce_mismatch")
}

/** The link behind a token, not yet spent; refuses unknown, spent and expired ones and those of other kinds. */
export const readLink = (
  project: Project,
  token: string,
  kinds: ReadonlyArray<LinkToken["kind"]>,
  verifier: string | undefined,
): LinkToken => {
  const family = familyOf(kinds[0])
  const link = project.links.get(token)
  if (!link || !kinds.includes(link.kind)) throw new StytchFailure(notFound[family])
  if (link.spent || link.expiresAt <= project.clock.now()) throw new StytchFailure(unusable[family])
  checkVerifier(link, verifier)
  return link
}

/** Uses a link up; refuses if another request was faster. */
export const spendLink = (project: Project, link: LinkToken): void => {
  if (project.links.get(link.token)?.spent) throw new StytchFailure(unusable[familyOf(link.kind)])
  project.links.put(link.token, { ...link, spent: true })
}

/** Makes all mail ever sent to a member useless. */
export const spendLinksOf = (project: Project, memberId: string): void => {
  for (const link of project.links.all()) if (link.memberId === memberId && !link.spent) spendLink(project, link)
}
