import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import { requiredPermission } from "@tango/contracts/Permissions"
import { HttpApi } from "effect/http-api"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Enterprise, isProblem, type LoggedIn, startEnterprise } from "./Enterprise.ts"

let at: Enterprise
let ada: LoggedIn
beforeAll(async () => {
  at = await startEnterprise()
  ada = await at.signUp("ada@fresh.example", "Fresh")
})
afterAll(() => at.close())

const member = "/members/member-test-1"
const saml = "/sso/saml-connection-test-1"
const client = "/api-clients/m2m-client-test-1"
const groupRoles = { groupRoles: [] }

/** What an administrator changes, each with a request that could be one. */
const changes: Readonly<Record<string, readonly [path: string, body?: unknown]>> = {
  "organization.update": ["/organization", { name: "Other" }],
  "members.invite": ["/invitations", { email: "kay@fresh.example", role: "admin" }],
  "members.inviteList": ["/invitations/list", { emails: ["kay@fresh.example"], role: "admin" }],
  "members.resendInvitation": [`${member}/invitation/resend`],
  "members.revokeInvitation": [`${member}/invitation`],
  "members.changeRole": [`${member}/role`, { role: "admin" }],
  "members.deactivate": [`${member}/deactivate`],
  "members.reactivate": [`${member}/reactivate`],
  "members.resetMfa": [`${member}/mfa/reset`],
  "settings.setJoining": ["/settings/joining", { allowedDomains: [], byEmailDomain: false, bySso: false }],
  "settings.setLogIn": ["/settings/log-in", { methods: null, mfa: "optional", mfaMethods: null }],
  "sso.createSaml": ["/sso/saml", { displayName: "Okta" }],
  "sso.configureSaml": ["/sso/saml/saml-connection-test-1", { metadataUrl: "https://idp.example/metadata" }],
  "sso.createOidc": ["/sso/oidc", { displayName: "Entra" }],
  "sso.configureOidc": [
    "/sso/oidc/oidc-connection-test-1",
    { issuer: "https://idp.example", clientId: "c", clientSecret: "s" },
  ],
  "sso.setGroupRoles": [`${saml}/group-roles`, groupRoles],
  "sso.remove": [saml],
  "scim.create": ["/scim", { displayName: "Entra", provider: "generic" }],
  "scim.remove": ["/scim"],
  "scim.startRotation": ["/scim/rotation"],
  "scim.completeRotation": ["/scim/rotation/complete"],
  "scim.cancelRotation": ["/scim/rotation"],
  "scim.setGroupRoles": ["/scim/group-roles", groupRoles],
  "apiClients.create": ["/api-clients", { name: "Robot", scopes: ["audit:read"] }],
  "apiClients.startRotation": [`${client}/rotation`],
  "apiClients.completeRotation": [`${client}/rotation/complete`],
  "apiClients.cancelRotation": [`${client}/rotation`],
  "apiClients.revoke": [client],
  "audit.startExport": ["/audit-log/exports", { format: "csv" }],
}

/** A picture is none of it, and a test log-in changes nothing. */
const harmless = new Set([
  "organization.startLogoUpload",
  "organization.setLogo",
  "organization.removeLogo",
  "sso.startTest",
  "sso.finishTest",
])

const methods = new Map<string, string>()
HttpApi.reflect(IdentityApi, {
  onGroup: () => {},
  onEndpoint: ({ endpoint, group }) => {
    const permission = requiredPermission(endpoint) ?? ""
    const name = `${group.identifier}.${endpoint.identifier}`
    const isOwn = permission === "" || permission.startsWith("self:")
    if (!isOwn && endpoint.method !== "GET" && !harmless.has(name)) methods.set(name, endpoint.method)
  },
})

describe("a session that was ended, whose JWT is good for five minutes more", () => {
  beforeAll(async () => {
    await at.dashboard.sessions.revoke({ member_id: ada.memberId })
    assert.equal((await at.call(ada, "GET", "/members")).status, 200)
  })

  it("is tried at everything that an administrator may change", () => {
    assert.sameMembers([...methods.keys()], Object.keys(changes))
  })

  it.each(Object.entries(changes))("cannot do %s", async (name, [path, body]) => {
    isProblem(await at.call(ada, methods.get(name) ?? "", path, body), 401, "unauthenticated")
  })
})
