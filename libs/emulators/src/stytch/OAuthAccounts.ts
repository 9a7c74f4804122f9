import { createHash, randomBytes } from "node:crypto"
import { SignJWT } from "jose"
import type { B2BOAuthProviderValues, Member, OAuthRegistration } from "stytch"
import { primaryFactor } from "./IntermediateSessions.ts"
import { iso, newId, newToken } from "./Project.ts"
import type { Factor, Project } from "./Project.ts"
import type { CallbackToken, OAuthProvider } from "./ProviderFlows.ts"

/** What tells the providers apart. */
export const oauthProviders = {
  google: {
    title: "Google",
    delivery_method: "oauth_google",
    issuer: "https://accounts.google.com",
    scopes: ["openid", "email", "profile"],
  },
  microsoft: {
    title: "Microsoft",
    delivery_method: "oauth_microsoft",
    issuer: "https://login.microsoftonline.com/common/v2.0",
    scopes: ["openid", "email", "profile", "offline_access"],
  },
} as const satisfies Record<OAuthProvider, object>

export const isOAuthProvider = (name: string): name is OAuthProvider => Object.hasOwn(oauthProviders, name)

/** An account that somebody has used at a provider of the emulator: google, microsoft or the id of an SSO connection. */
export interface ProviderAccount {
  readonly provider: string
  readonly email: string
  readonly name: string
  /** Names with commas between them; only at the identity provider of a connection, as is the subject. */
  readonly groups?: string
  readonly subject?: string
}

/** The account's lasting number at the provider: the same for the same address. */
export const subjectOf = (provider: OAuthProvider, email: string): string =>
  BigInt(`0x${createHash("sha256").update(`${provider}:${email}`).digest("hex").slice(0, 17)}`).toString()

const registrationOf = (member: Member | undefined, title: string, subject: string): OAuthRegistration | undefined =>
  member?.oauth_registrations.find(
    ({ provider_type, provider_subject }) => provider_type === title && provider_subject === subject,
  )

/** The factor of a log-in at a provider. */
export const oauthFactor = (
  project: Project,
  provider: OAuthProvider,
  { subject, email }: CallbackToken["person"],
  member?: Member,
): Factor => {
  const { title, delivery_method } = oauthProviders[provider]
  const id = registrationOf(member, title, subject)?.member_oauth_registration_id ?? newId("member-oauth-registration")
  const detail = { id, provider_subject: subject, email_id: email }
  const own = provider === "google" ? { google_oauth_factor: detail } : { microsoft_oauth_factor: detail }
  return primaryFactor(project, { type: "oauth", delivery_method, ...own })
}

/** The member's registrations with those that its factors prove. */
export const oauthRegistrations = (member: Member, factors: ReadonlyArray<Factor>): Array<OAuthRegistration> => [
  ...member.oauth_registrations,
  ...factors.flatMap((factor) => {
    const detail = factor.google_oauth_factor ?? factor.microsoft_oauth_factor
    const provider_type = factor.google_oauth_factor ? "Google" : "Microsoft"
    if (!detail || registrationOf(member, provider_type, detail.provider_subject)) return []
    const { id: member_oauth_registration_id, provider_subject } = detail
    return [{ provider_type, provider_subject, member_oauth_registration_id, profile_picture_url: "", locale: "en" }]
  }),
]

/** Tokens as a provider would have given them. They open nothing, and the ID token is signed with a key that nobody keeps. */
export const providerValues = async (project: Project, token: CallbackToken): Promise<B2BOAuthProviderValues> => {
  const { issuer } = oauthProviders[token.provider ?? "google"]
  const { subject, email, name, emailVerified } = token.person
  const id_token = await new SignJWT({ email, name, email_verified: emailVerified })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(issuer)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(randomBytes(32))
  return {
    access_token: newToken(),
    refresh_token: newToken(),
    id_token,
    expires_at: iso(project.clock.now() + 3_600_000),
    scopes: [...token.scopes],
  }
}
