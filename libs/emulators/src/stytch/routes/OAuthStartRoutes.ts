import { Hono } from "hono"
import type { Context } from "hono"
import { parseEmail } from "../Emails.ts"
import { StytchFailure } from "../Errors.ts"
import { param } from "../Http.ts"
import { memberByEmail } from "../Members.ts"
import { isOAuthProvider, oauthProviders, subjectOf } from "../OAuthAccounts.ts"
import { findOrganization } from "../Organizations.ts"
import { providerPage } from "../pages/ProviderPage.ts"
import type { Project } from "../Project.ts"
import { beginFlow, breakOff, readFlow, succeed } from "../ProviderFlows.ts"
import type { OAuthProvider, ProviderFlow } from "../ProviderFlows.ts"
import { publicStart } from "../PublicStart.ts"

const providerIn = (c: Context): OAuthProvider => {
  const name = param(c, "provider")
  if (!isOAuthProvider(name)) throw new StytchFailure("invalid_oauth_provider")
  return name
}

const begin = (project: Project, c: Context, kind: "oauth" | "discovery_oauth", organizationId?: string): Response => {
  const provider = providerIn(c)
  const loginHint = c.req.query("provider_login_hint")
  const flow = beginFlow(project, {
    ...publicStart(project, c, "no_match_for_provided_oauth_url"),
    kind,
    provider,
    ...(organizationId ? { organizationId } : {}),
    ...(loginHint ? { loginHint } : {}),
  })
  return c.redirect(`/oauth/${provider}/authorize?state=${flow.state}`)
}

const organizationIn = (project: Project, c: Context): string => {
  const { organization_id, slug } = c.req.query()
  if (organization_id && slug) throw new StytchFailure("too_many_oauth_organization_locators")
  const key = organization_id || slug
  if (!key) throw new StytchFailure("missing_oauth_organization_locator")
  return findOrganization(project, key).organization_id
}

const flowIn = (project: Project, c: Context, state: string): ProviderFlow => {
  const flow = readFlow(project, state, ["oauth", "discovery_oauth"])
  if (flow.provider !== providerIn(c)) throw new StytchFailure("oauth_invalid_state")
  return flow
}

const accountsAt = (project: Project, provider: OAuthProvider) =>
  project.providerAccounts
    .all()
    .filter((account) => account.provider === provider)
    .slice(-6)

/** Members go to the log-in URL, others to the sign-up URL. */
const targetOf = (project: Project, flow: ProviderFlow, email: string): string => {
  const organization = flow.organizationId && project.organizations.get(flow.organizationId)
  const member = organization ? memberByEmail(project, organization, email) : undefined
  return !organization || member?.status === "active" ? flow.loginUrl : flow.signupUrl
}

const decide = async (project: Project, c: Context): Promise<Response> => {
  const form: Record<string, unknown> = await c.req.parseBody()
  const text = (name: string): string => (typeof form[name] === "string" ? form[name].trim() : "")
  const flow = flowIn(project, c, text("state"))
  if (text("decision") === "deny") return c.redirect(breakOff(project, flow), 303)
  const provider = providerIn(c)
  const chosen = text("account")
  const accounts = accountsAt(project, provider)
  const typed = { email: chosen || text("email"), name: text("name") }
  let email
  try {
    email = parseEmail(typed.email)
  } catch {
    return providerPage(flow, accounts, { ...typed, problem: "Enter an e-mail address." })
  }
  const key = `${provider}:${email}`
  const name = typed.name || project.providerAccounts.get(key)?.name || (email.split("@")[0] ?? email)
  project.providerAccounts.put(key, { provider, email, name })
  const emailVerified = text("unverified") === ""
  const person = { subject: subjectOf(provider, email), email, name, emailVerified, groups: [] }
  const scopes = oauthProviders[provider].scopes
  return c.redirect(succeed(project, flow, targetOf(project, flow, email), person, scopes), 303)
}

/** Where browsers begin with Google and Microsoft, and the page at which they end up instead of there. No credentials. */
export const oauthStartRoutes = (project: Project): Hono =>
  new Hono()
    .get("/v1/b2b/public/oauth/:provider/start", (c) => begin(project, c, "oauth", organizationIn(project, c)))
    .get("/v1/b2b/public/oauth/:provider/discovery/start", (c) => begin(project, c, "discovery_oauth"))
    .get("/oauth/:provider/authorize", (c) => {
      const flow = flowIn(project, c, c.req.query("state") ?? "")
      return providerPage(flow, accountsAt(project, providerIn(c)))
    })
    .post("/oauth/:provider/authorize", (c) => decide(project, c))
