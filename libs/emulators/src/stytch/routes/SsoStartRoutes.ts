import { Hono } from "hono"
import type { Context } from "hono"
import { parseEmail } from "../Emails.ts"
import { StytchFailure } from "../Errors.ts"
import { param } from "../Http.ts"
import { memberByEmail } from "../Members.ts"
import { findOrganization } from "../Organizations.ts"
import { identityProviderPage } from "../pages/IdentityProviderPage.ts"
import type { Project } from "../Project.ts"
import { beginFlow, breakOff, readFlow, succeed } from "../ProviderFlows.ts"
import type { ProviderFlow } from "../ProviderFlows.ts"
import { publicStart } from "../PublicStart.ts"
import { activeConnection, askedConnection } from "../SsoLogin.ts"

/** The connection that is named, or the organization's default or only one. */
const connectionIn = (project: Project, c: Context): string => {
  const { connection_id, organization_id } = c.req.query()
  if (connection_id && organization_id) throw new StytchFailure("too_many_sso_connection_locators")
  if (connection_id) return connection_id
  if (!organization_id) throw new StytchFailure("missing_sso_connection_locator")
  const { sso_default_connection_id, sso_active_connections: active } = findOrganization(project, organization_id)
  if (sso_default_connection_id) return sso_default_connection_id
  if (active.length > 1) throw new StytchFailure("indeterminate_sso_connection_for_organization")
  if (!active[0]) throw new StytchFailure("no_sso_connection_exists_for_organization")
  return active[0].connection_id
}

const begin = (project: Project, c: Context): Response => {
  const start = publicStart(project, c, "no_match_for_provided_sso_url")
  const { connection_id: connectionId, organization_id: organizationId } = activeConnection(
    project,
    connectionIn(project, c),
  )
  const loginHint = c.req.query("login_hint")
  const flow = beginFlow(project, {
    ...start,
    kind: "sso",
    connectionId,
    organizationId,
    ...(loginHint ? { loginHint } : {}),
  })
  return c.redirect(`/sso/${connectionId}/authorize?state=${flow.state}`)
}

const flowIn = (project: Project, c: Context, state: string): ProviderFlow => {
  const flow = readFlow(project, state, ["sso"])
  if (flow.connectionId !== param(c, "connection_id")) throw new StytchFailure("oauth_invalid_state")
  return flow
}

const askedIn = (project: Project, flow: ProviderFlow) =>
  askedConnection(project, activeConnection(project, flow.connectionId ?? ""))

const accountsAt = (project: Project, connectionId: string) =>
  project.providerAccounts
    .all()
    .filter(({ provider }) => provider === connectionId)
    .slice(-6)

const signIn = async (project: Project, c: Context): Promise<Response> => {
  const form: Record<string, unknown> = await c.req.parseBody()
  const text = (name: string): string => (typeof form[name] === "string" ? form[name].trim() : "")
  const flow = flowIn(project, c, text("state"))
  if (text("decision") === "deny") return c.redirect(breakOff(project, flow), 303)
  const connection = askedIn(project, flow)
  const accounts = accountsAt(project, connection.connection_id)
  const chosen = accounts.find(({ email }) => email === text("account"))
  const typed = { email: text("email"), name: text("name"), groups: text("groups"), subject: text("subject") }
  let email
  try {
    email = parseEmail(chosen?.email ?? typed.email)
  } catch {
    return identityProviderPage(flow, connection, accounts, { ...typed, problem: "Enter an e-mail address." })
  }
  const {
    name,
    groups = "",
    subject = email,
  } = chosen ?? {
    name: typed.name || (email.split("@")[0] ?? email),
    groups: typed.groups,
    subject: typed.subject || email,
  }
  const provider = connection.connection_id
  project.providerAccounts.put(`${provider}:${email}`, { provider, email, name, groups, subject })
  const names = groups.split(",").map((group) => group.trim())
  const person = { subject, email, name, emailVerified: false, groups: names.filter((group) => group !== "") }
  project.flows.put(flow.state, { ...flow, person })
  return c.redirect(`/v1/b2b/sso/callback/${flow.connectionId}?state=${flow.state}`, 303)
}

const callback = (project: Project, c: Context): Response => {
  const flow = flowIn(project, c, c.req.query("state") ?? "")
  const organization = findOrganization(project, flow.organizationId ?? "")
  if (!flow.person) throw new StytchFailure("oauth_invalid_state")
  const member = memberByEmail(project, organization, flow.person.email)
  return c.redirect(succeed(project, flow, member?.status === "active" ? flow.loginUrl : flow.signupUrl, flow.person))
}

/** Where browsers begin with a connection, the page of its identity provider, and the way back. No credentials. */
export const ssoStartRoutes = (project: Project): Hono =>
  new Hono()
    .get("/v1/public/sso/start", (c) => begin(project, c))
    .get("/v1/b2b/public/sso/start", (c) => begin(project, c))
    .get("/sso/:connection_id/authorize", (c) => {
      const flow = flowIn(project, c, c.req.query("state") ?? "")
      const connection = askedIn(project, flow)
      return identityProviderPage(flow, connection, accountsAt(project, connection.connection_id))
    })
    .post("/sso/:connection_id/authorize", (c) => signIn(project, c))
    .get("/v1/b2b/sso/callback/:connection_id", (c) => callback(project, c))
