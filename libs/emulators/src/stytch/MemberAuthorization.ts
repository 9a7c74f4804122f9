import type { Context, MiddlewareHandler } from "hono"
import { enterpriseRules } from "./EnterpriseRules.ts"
import { StytchFailure } from "./Errors.ts"
import { loginRules } from "./LoginRules.ts"
import type { Project } from "./Project.ts"
import { authorize, readSession } from "./Sessions.ts"
import type { LiveSession } from "./Sessions.ts"

export interface Rule {
  readonly method: string
  readonly path: RegExp
  readonly resource: string
  readonly action: string
}

const rules: ReadonlyArray<Rule> = [
  ...enterpriseRules,
  ...loginRules,
  { method: "PUT", path: /^\/organizations\/[^/]+$/, resource: "stytch.organization", action: "update.info" },
  { method: "DELETE", path: /^\/organizations\/[^/]+$/, resource: "stytch.organization", action: "delete" },
  { method: "POST", path: /^\/organizations\/members\/search$/, resource: "stytch.member", action: "search" },
  { method: "POST", path: /^\/organizations\/[^/]+\/members$/, resource: "stytch.member", action: "create" },
  { method: "PUT", path: /^\/organizations\/[^/]+\/members\/[^/]+$/, resource: "stytch.member", action: "update.info" },
  {
    method: "PUT",
    path: /^\/organizations\/[^/]+\/members\/[^/]+\/reactivate$/,
    resource: "stytch.member",
    action: "create",
  },
  { method: "DELETE", path: /^\/organizations\/[^/]+\/members\/[^/]+$/, resource: "stytch.member", action: "delete" },
  { method: "POST", path: /^\/magic_links\/email\/invite$/, resource: "stytch.member", action: "create" },
  { method: "POST", path: /^\/sessions\/revoke$/, resource: "stytch.member", action: "revoke-sessions" },
]

/** What members may change of themselves. */
const ownFields = ["name", "untrusted_metadata", "mfa_enrolled", "mfa_phone_number", "default_mfa_method"]

const fieldsOf = async (c: Context): Promise<Record<string, unknown>> => {
  const value: unknown = await c.req.json().catch(() => ({}))
  return typeof value === "object" && value !== null ? { ...value } : {}
}

const textIn = (fields: Record<string, unknown>, name: string): string => {
  const value = fields[name]
  return typeof value === "string" ? value : ""
}

/** The member that a request is about, by the path or as the one whose sessions are to end. */
const memberIn = (project: Project, path: string, fields: Record<string, unknown>): string => {
  const inPath = /\/members\/(?:mfa_phone_numbers\/)?([^/]+)/.exec(path)?.[1]
  return inPath ?? project.sessions.get(textIn(fields, "member_session_id"))?.member_id ?? textIn(fields, "member_id")
}

/** The organizations that a request is about, as it names them. */
const organizationsIn = (project: Project, path: string, fields: Record<string, unknown>): ReadonlyArray<string> => {
  const inPath =
    /^\/(?:organizations|scim|rbac\/organizations|sso(?:\/(?:saml|oidc|external))?)\/(?!members\/)([^/]+)/.exec(
      path,
    )?.[1]
  if (inPath) return [decodeURIComponent(inPath)]
  if (Array.isArray(fields["organization_ids"])) return fields["organization_ids"].map(String)
  const named =
    textIn(fields, "organization_id") || project.members.get(memberIn(project, path, fields))?.organization_id
  return named ? [named] : []
}

/** Whether a request does what any member may do to itself. */
const isOwn = (
  project: Project,
  { method, path }: Context["req"],
  fields: Record<string, unknown>,
  live: LiveSession,
): boolean => {
  if (path.endsWith("/sessions/revoke") && (fields["session_token"] || fields["session_jwt"])) return true
  const passwordId = /\/members\/passwords\/([^/]+)$/.exec(path)?.[1]
  if (passwordId) return passwordId === live.member.member_password_id
  if (memberIn(project, path, fields) !== live.member.member_id) return false
  return (
    /\/sessions\/revoke$|\/totp$|\/mfa_phone_numbers\/|_email(_update)?$/.test(path) ||
    (method === "PUT" && Object.keys(fields).every((name) => ownFields.includes(name)))
  )
}

/**
 * A request that carries a member's session (the SDK's option `authorization`) may do what the member's roles allow, in the member's
 * organization, named by its id. One rule for each route; Stytch has finer actions for the fields of an update.
 */
export const memberAuthorization =
  (project: Project, base: string): MiddlewareHandler =>
  async (c, next) => {
    const session_token = c.req.header("x-stytch-member-session")
    const session_jwt = c.req.header("x-stytch-member-sessionjwt")
    const path = c.req.path.slice(base.length)
    const rule = rules.find((each) => each.method === c.req.method && each.path.test(path))
    if ((!session_token && !session_jwt) || !rule) return next()
    const live = await readSession(project, {
      ...(session_token ? { session_token } : {}),
      ...(session_jwt ? { session_jwt } : {}),
    })
    const fields = await fieldsOf(c)
    const own = isOwn(project, c.req, fields, live)
    const organizations = organizationsIn(project, path, fields)
    for (const id of organizations.length > 0 ? organizations : [live.organization.organization_id])
      authorize(live, id, own ? "stytch.self" : rule.resource, rule.action)
    if ("trusted_metadata" in fields) throw new StytchFailure("cannot_update_trusted_metadata")
    return next()
  }
