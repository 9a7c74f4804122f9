import { createHash } from "node:crypto"
import { ClientError } from "stytch"
import { expect, test } from "vitest"
import { connect, project, projectId, refusal, secret, temporaryFile } from "./stytchProject.ts"

test("a person signs up by magic link and gets a session that verifies locally", async () => {
  const { client, discover, linkTo, mails } = await project()
  const discovery = await discover("Ada@Example.com")
  expect(discovery.email_address).toBe("ada@example.com")
  expect(discovery.discovered_organizations).toEqual([])
  expect(linkTo("ada@example.com").href).toMatch(
    /^http:\/\/app\.test\/authenticate\?stytch_token_type=discovery&token=[\w-]{43,44}$/,
  )
  expect(mails[0]?.html).toContain("href=")
  const { intermediate_session_token } = discovery
  const created = await client.discovery.organizations.create({
    intermediate_session_token,
    organization_name: "Acme",
    organization_slug: "acme",
    session_custom_claims: { plan: "pro", sub: "evil" },
  })
  expect(created.status_code).toBe(200)
  expect(created.member).toMatchObject({ status: "active", is_admin: true, email_address_verified: true })
  expect(created.organization).toMatchObject({ organization_slug: "acme", email_invites: "ALL_ALLOWED" })
  expect(created).toMatchObject({ member_authenticated: true, intermediate_session_token: "", mfa_required: null })
  const session = await client.sessions.authenticateJwtLocal({ session_jwt: created.session_jwt })
  expect(session).toMatchObject({
    member_id: created.member_id,
    organization_id: created.organization.organization_id,
    organization_slug: "acme",
    roles: ["stytch_member", "stytch_admin"],
    custom_claims: { plan: "pro" },
  })
  expect(session.authentication_factors[0]).toMatchObject({ type: "magic_link", delivery_method: "email" })
  expect(await refusal(client.discovery.organizations.create({ intermediate_session_token }))).toBe(
    "404 intermediate_session_not_found",
  )
})

test("an organization without name or slug gets them from the address", async () => {
  const { client, discover } = await project()
  const { intermediate_session_token } = await discover("ada@lovelace.test")
  const { organization } = await client.discovery.organizations.create({ intermediate_session_token })
  expect(organization).toMatchObject({ organization_name: "Lovelace", organization_slug: "lovelace" })
})

test("a link works once, within its hour, and never if nobody issued it", async () => {
  const { client, clock, discover, tokenFor } = await project()
  await discover("ada@example.com")
  const authenticate = (discovery_magic_links_token: string) =>
    refusal(client.magicLinks.discovery.authenticate({ discovery_magic_links_token }))
  expect(await authenticate(tokenFor("ada@example.com"))).toBe("401 unable_to_auth_magic_link")
  await client.magicLinks.email.discovery.send({ email_address: "ada@example.com" })
  clock.advance(60 * 60)
  expect(await authenticate(tokenFor("ada@example.com"))).toBe("401 unable_to_auth_magic_link")
  expect(await authenticate("nonsense")).toBe("404 magic_link_not_found")
  expect(await refusal(client.magicLinks.authenticate({ magic_links_token: tokenFor("ada@example.com") }))).toBe(
    "404 magic_link_not_found",
  )
})

test("an intermediate session lasts ten minutes", async () => {
  const { client, clock, discover } = await project()
  const { intermediate_session_token } = await discover("ada@example.com")
  clock.advance(9 * 60)
  expect((await client.discovery.organizations.list({ intermediate_session_token })).email_address).toBe(
    "ada@example.com",
  )
  clock.advance(60)
  expect(await refusal(client.discovery.organizations.list({ intermediate_session_token }))).toBe(
    "404 intermediate_session_not_found",
  )
})

test("discovery lists a person's organizations, and an exchange enters one of them only", async () => {
  const { client, discover, signUp } = await project()
  const acme = await signUp("ada@example.com", "Acme")
  const other = await signUp("bob@example.com", "Other")
  const { intermediate_session_token, discovered_organizations } = await discover("ada@example.com")
  expect(discovered_organizations).toHaveLength(1)
  expect(discovered_organizations[0]).toMatchObject({
    member_authenticated: true,
    membership: { type: "active_member" },
  })
  const enter = (organization_id: string) =>
    client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id })
  expect(await refusal(enter(other.organization.organization_id))).toBe("404 member_not_found")
  expect(await refusal(enter("nowhere"))).toBe("404 organization_not_found")
  expect((await enter("acme")).member_id).toBe(acme.member_id)
  const session = { session_token: acme.session_token }
  expect((await client.discovery.organizations.list(session)).discovered_organizations).toHaveLength(1)
  expect(await refusal(client.discovery.organizations.list({}))).toBe("400 no_session_arguments")
  expect(await refusal(client.discovery.organizations.list({ ...session, intermediate_session_token }))).toBe(
    "400 too_many_session_arguments",
  )
})

test("a domain that an organization lets in may join it through discovery", async () => {
  const { client, discover, signUp } = await project()
  const { organization } = await signUp("ada@acme.test", "Acme")
  await client.organizations.update({
    organization_id: organization.organization_id,
    email_jit_provisioning: "RESTRICTED",
    email_allowed_domains: ["acme.test"],
  })
  const { intermediate_session_token, discovered_organizations } = await discover("bob@acme.test")
  expect(discovered_organizations[0]?.membership).toEqual({
    type: "eligible_to_join_by_email_domain",
    details: { domain: "acme.test" },
  })
  const { organization_id } = organization
  const joined = await client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id })
  expect(joined.member).toMatchObject({ status: "active", email_address: "bob@acme.test", is_admin: false })
})

test("an invitation makes a member who becomes active by accepting it, by link or by discovery", async () => {
  const { client, discover, linkTo, mails, signUp, tokenFor } = await project()
  const { organization, member_id } = await signUp("ada@example.com", "Acme & Sons")
  const { organization_id } = organization
  const invite = (email_address: string, roles: Array<string> = []) =>
    client.magicLinks.email.invite({ organization_id, email_address, roles, invited_by_member_id: member_id })
  const invited = await invite("bob@example.com", ["member"])
  expect(invited.member).toMatchObject({ status: "invited", email_address_verified: false })
  expect(mails.at(-1)?.subject).toBe("Join Acme & Sons")
  expect(mails.at(-1)?.html).toContain("Acme &#38; Sons")
  expect(linkTo("bob@example.com").searchParams.get("stytch_token_type")).toBe("multi_tenant_magic_links")
  const accepted = await client.magicLinks.authenticate({ magic_links_token: tokenFor("bob@example.com") })
  expect(accepted).toMatchObject({ member_id: invited.member_id, member_authenticated: true, organization_id })
  expect(accepted.member).toMatchObject({ status: "active", email_address_verified: true })
  expect(accepted.member_session?.roles).toEqual(["stytch_member", "member"])
  expect(await refusal(invite("bob@example.com"))).toBe("400 duplicate_member_email")
  expect(await refusal(invite("eve@example.com", ["emperor"]))).toBe("400 invalid_rbac_role_assignment")
  expect(await refusal(invite("eve at example"))).toBe("400 invalid_email")
  await invite("carol@example.com")
  const { intermediate_session_token, discovered_organizations } = await discover("carol@example.com")
  expect(discovered_organizations[0]?.membership?.type).toBe("invited_member")
  const carol = await client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id })
  expect(carol.member.status).toBe("active")
})

test("an invitation lasts a week and ends with the invited member", async () => {
  const { client, clock, signUp, tokenFor } = await project()
  const { organization_id } = (await signUp("ada@example.com", "Acme")).organization
  const { member_id } = await client.magicLinks.email.invite({ organization_id, email_address: "bob@example.com" })
  clock.advance(6 * 86_400)
  await client.organizations.members.delete({ organization_id, member_id })
  const accept = () => refusal(client.magicLinks.authenticate({ magic_links_token: tokenFor("bob@example.com") }))
  expect(await accept()).toBe("401 unable_to_auth_magic_link")
  await client.magicLinks.email.invite({ organization_id, email_address: "bob@example.com" })
  clock.advance(7 * 86_400)
  expect(await accept()).toBe("401 unable_to_auth_magic_link")
})

test("login_or_signup writes to members, and to others only where their domain may join", async () => {
  const { client, signUp, tokenFor } = await project()
  const { organization_id } = (await signUp("ada@example.com", "Acme")).organization
  const start = (email_address: string) => client.magicLinks.email.loginOrSignup({ organization_id, email_address })
  expect(await start("ada@example.com")).toMatchObject({ member_created: false })
  const login = await client.magicLinks.authenticate({ magic_links_token: tokenFor("ada@example.com") })
  expect(login.member_authenticated).toBe(true)
  expect(await refusal(start("bob@elsewhere.test"))).toBe("400 email_jit_provisioning_not_allowed")
  await client.organizations.update({ organization_id, auth_methods: "RESTRICTED", allowed_auth_methods: ["sso"] })
  expect(await refusal(start("ada@example.com"))).toBe("400 operation_restricted_by_organization_auth_methods")
})

test("an organization that restricts its methods says what else is needed", async () => {
  const { client, discover, signUp } = await project()
  const { organization_id } = (await signUp("ada@example.com", "Acme")).organization
  await client.organizations.update({ organization_id, auth_methods: "RESTRICTED", allowed_auth_methods: ["password"] })
  const { intermediate_session_token } = await discover("ada@example.com")
  const half = await client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id })
  expect(half).toMatchObject({
    member_authenticated: false,
    session_token: "",
    member_session: null,
    intermediate_session_token,
    primary_required: { allowed_auth_methods: ["password"] },
  })
})

test("a flow begun with a PKCE challenge needs its verifier", async () => {
  const { client, tokenFor } = await project()
  const pkce_code_challenge = createHash("sha256").update("the verifier").digest("base64url")
  await client.magicLinks.email.discovery.send({ email_address: "ada@example.com", pkce_code_challenge })
  const authenticate = (pkce_code_verifier?: string) =>
    client.magicLinks.discovery.authenticate({
      discovery_magic_links_token: tokenFor("ada@example.com"),
      ...(pkce_code_verifier ? { pkce_code_verifier } : {}),
    })
  expect(await refusal(authenticate())).toBe("400 pkce_expected_code_verifier")
  expect(await refusal(authenticate("another"))).toBe("400 pkce_mismatch")
  expect((await authenticate("the verifier")).email_address).toBe("ada@example.com")
})

test("wrong credentials, unknown routes, wrong methods and malformed bodies get Stytch's error shape", async () => {
  const { url, client } = await project()
  const stranger = connect(url, { project_id: projectId, secret: "wrong" })
  expect(await refusal(stranger.rbac.policy())).toBe("401 unauthorized_credentials")
  const headers = { authorization: `Basic ${btoa(`${projectId}:${secret}`)}` }
  const ask = async (method: string, path: string, body?: string) => {
    const response = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
    const json: unknown = await response.json()
    expect(json).toMatchObject({ status_code: response.status, request_id: expect.stringMatching(/^request-id-test-/) })
    return json
  }
  expect(await ask("GET", "/v1/b2b/nothing")).toMatchObject({ error_type: "route_not_found", status_code: 404 })
  expect(await ask("GET", "/v1/b2b/passwords/authenticate")).toMatchObject({ status_code: 405 })
  expect(await ask("POST", "/v1/b2b/organizations", "{")).toMatchObject({ error_type: "bad_request", status_code: 400 })
  expect(await ask("POST", "/v1/b2b/organizations", "[]")).toMatchObject({ status_code: 400 })
  expect(await ask("POST", "/v1/b2b/organizations", '{"organization_name":5}')).toMatchObject({ status_code: 400 })
  expect(await refusal(client.magicLinks.email.discovery.send({ email_address: "" }))).toBe("400 bad_request")
  expect(
    await refusal(
      client.magicLinks.email.discovery.send({ email_address: "a@b.test", discovery_redirect_url: "javascript:1" }),
    ),
  ).toBe("400 no_match_for_provided_magic_link_url")
})

test("faults can be injected", async () => {
  const { url, client } = await project()
  const inject = (fault: object) =>
    fetch(`${url}/_emulator/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fault),
    })
  await inject({ path: "/v1/b2b/rbac", status: 429, times: 2 })
  expect(await refusal(client.rbac.policy())).toBe("429 too_many_requests")
  expect(await refusal(client.rbac.policy())).toBe("429 too_many_requests")
  expect(await refusal(client.rbac.policy())).toBe("success")
  await inject({ status: 502, html: true })
  await expect(client.rbac.policy()).rejects.toThrow(/Unable to parse JSON/)
  expect(await (await fetch(`${url}/_emulator/health`)).json()).toMatchObject({ status: "ok" })
})

test("everything survives a restart, the signing key included", async () => {
  const file = temporaryFile()
  const before = await project({ file })
  const { session_jwt, session_token, organization } = await before.signUp("ada@example.com", "Acme")
  await before.stop()
  const { client } = await project({ file })
  const { organization_id } = organization
  expect((await client.sessions.authenticateJwtLocal({ session_jwt })).organization_id).toBe(organization_id)
  expect((await client.sessions.authenticate({ session_token })).organization).toEqual(organization)
})

test("an authorization check needs a role that grants the action, in the session's organization", async () => {
  const { client, signUp } = await project()
  const { session_jwt, session_token, organization } = await signUp("ada@example.com", "Acme")
  const check = { organization_id: organization.organization_id, resource_id: "stytch.member", action: "create" }
  expect((await client.sessions.authenticate({ session_token, authorization_check: check })).verdict).toMatchObject({
    authorized: true,
    granting_roles: ["stytch_admin"],
  })
  const refused = (authorization_check: typeof check) =>
    refusal(client.sessions.authenticate({ session_token, authorization_check }))
  expect(await refused({ ...check, resource_id: "documents" })).toBe("403 session_authorization_error")
  expect(await refused({ ...check, organization_id: "other" })).toBe("403 session_authorization_tenancy_error")
  await client.sessions.authenticateJwtLocal({ session_jwt, authorization_check: check })
  await expect(
    client.sessions.authenticateJwtLocal({ session_jwt, authorization_check: { ...check, organization_id: "other" } }),
  ).rejects.toThrow(ClientError)
})
