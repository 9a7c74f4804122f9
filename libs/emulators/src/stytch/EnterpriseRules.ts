import type { Rule } from "./MemberAuthorization.ts"

const ssoPath = String.raw`^\/sso\/(?:saml|oidc|external)\/[^/]+`
const scimPath = String.raw`^\/scim\/[^/]+\/connection`

const rule = (method: string, path: string, resource: string, action: string): Rule => ({
  method,
  path: new RegExp(`${path}$`),
  resource,
  action,
})

/** What a member needs for SSO and SCIM connections; deletions of parts of a connection are changes of it. */
export const enterpriseRules: ReadonlyArray<Rule> = [
  rule("GET", String.raw`^\/sso\/[^/]+`, "stytch.sso", "get"),
  rule("POST", ssoPath, "stytch.sso", "create"),
  rule("PUT", String.raw`${ssoPath}\/connections\/[^/]+(?:\/url)?`, "stytch.sso", "update"),
  rule("DELETE", String.raw`^\/sso\/[^/]+\/connections\/[^/]+`, "stytch.sso", "delete"),
  rule("DELETE", String.raw`${ssoPath}\/connections\/[^/]+\/\w+\/[^/]+`, "stytch.sso", "update"),
  rule("GET", String.raw`${scimPath}(?:\/[^/]+)?`, "stytch.scim", "get"),
  rule("POST", scimPath, "stytch.scim", "create"),
  rule("PUT", String.raw`${scimPath}\/[^/]+`, "stytch.scim", "update"),
  rule("POST", String.raw`${scimPath}\/[^/]+\/rotate\/\w+`, "stytch.scim", "update"),
  rule("DELETE", String.raw`${scimPath}\/[^/]+`, "stytch.scim", "delete"),
]
