import { expect, test } from "vitest"
import { publicTokenOf } from "../src/stytch/PublicStart.ts"
import { startUrl, visit } from "./stytchBrowser.ts"
import { project, projectId, refusal } from "./stytchProject.ts"

const public_token = publicTokenOf(projectId)
const app = "http://app.test/authenticate"

/** An organization whose people come through a SAML connection set up with the emulator's own identity provider. */
const withConnection = async () => {
  const running = await project()
  const { client, url } = running
  const founder = await running.signUp("ada@acme.test", "Acme")
  const { organization_id } = founder.organization
  const created = await client.sso.saml.createConnection({ organization_id, display_name: "Okta" })
  const connection_id = created.connection?.connection_id ?? ""
  const saml = { organization_id, connection_id }
  const attribute_mapping = { email: "mail", full_name: "displayName", groups: "memberOf" }
  await client.sso.saml.updateByURL({ ...saml, metadata_url: `${url}/idp/saml/metadata` })
  await client.sso.saml.updateConnection({ ...saml, attribute_mapping })
  const start = (query: Record<string, string>) =>
    startUrl(url, "/v1/public/sso/start", {
      public_token,
      login_redirect_url: `${app}?from=login`,
      signup_redirect_url: `${app}?from=signup`,
      ...query,
    })
  const through = async (fields: Record<string, string>, query: Record<string, string> = { connection_id }) => {
    const back = await visit(start(query), { decision: "allow", ...fields })
    return client.sso.authenticate({ sso_token: back.searchParams.get("token") ?? "" })
  }
  return { ...running, founder, organization_id, connection_id, saml, start, through }
}

test("somebody new comes through SAML: a member is made, registered, and in a session", async () => {
  const { client, connection_id, start, through, organization_id } = await withConnection()
  const bob = { email: "Bob@Acme.test", name: "Bob Builder", groups: "builders, readers" }
  const back = await visit(start({ connection_id }), { decision: "allow", ...bob })
  expect(back.href).toMatch(/^http:\/\/app\.test\/authenticate\?from=signup&stytch_token_type=sso&token=[\w-]{44}$/)
  const sso_token = back.searchParams.get("token") ?? ""
  const login = await client.sso.authenticate({ sso_token })
  expect(login).toMatchObject({ member_authenticated: true, organization_id, reset_session: false })
  expect(login.member).toMatchObject({
    email_address: "bob@acme.test",
    name: "Bob Builder",
    status: "active",
    sso_registrations: [
      {
        connection_id,
        external_id: "bob@acme.test",
        sso_attributes: { mail: "bob@acme.test", displayName: "Bob Builder", memberOf: ["builders", "readers"] },
      },
    ],
  })
  expect(login.member_session?.authentication_factors[0]).toMatchObject({
    type: "sso",
    delivery_method: "sso_saml",
    saml_sso_factor: {
      id: login.member.sso_registrations[0]?.registration_id,
      provider_id: connection_id,
      external_id: "bob@acme.test",
    },
  })
  expect(await refusal(client.sso.authenticate({ sso_token }))).toBe("404 sso_token_not_found")
  const again = await through({ account: "bob@acme.test" })
  expect(again.member_id).toBe(login.member_id)
  expect(again.member.sso_registrations).toEqual(login.member.sso_registrations)
})

test("what the provider calls a person stays, whatever its address; the old address is retired", async () => {
  const { through } = await withConnection()
  const bob = await through({ email: "bob@acme.test", subject: "u-1" })
  const moved = await through({ email: "robert@acme.test", subject: "u-1" })
  expect(moved.member_id).toBe(bob.member_id)
  expect(moved.member).toMatchObject({
    email_address: "robert@acme.test",
    retired_email_addresses: [{ email_address: "bob@acme.test" }],
  })
})

test("groups give roles, which count in sessions that the connection opened", async () => {
  const { client, discover, through, saml, organization_id } = await withConnection()
  await client.sso.saml.updateConnection({
    ...saml,
    saml_connection_implicit_role_assignments: [{ role_id: "viewer" }],
    saml_group_implicit_role_assignments: [{ role_id: "stytch_admin", group: "bosses" }],
  })
  const boss = await through({ email: "bob@acme.test", groups: "bosses,others" })
  expect(boss.member_session?.roles).toEqual(expect.arrayContaining(["stytch_member", "viewer", "stytch_admin"]))
  const { intermediate_session_token } = await discover("bob@acme.test")
  const byMail = await client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id })
  expect(byMail.member.is_admin).toBe(true)
  expect(byMail.member_session?.roles).toEqual(["stytch_member"])
  const demoted = await through({ email: "bob@acme.test", groups: "others" })
  expect(demoted.member.is_admin).toBe(false)
  expect(demoted.member_session?.roles).not.toContain("stytch_admin")
})

test("an organization may let nobody new in, or only through some connections; members come in all the same", async () => {
  const { client, connection_id, organization_id, through } = await withConnection()
  const update = (settings: object) => client.organizations.update({ organization_id, ...settings })
  const eve = { email: "eve@acme.test" }
  await update({ sso_jit_provisioning: "NOT_ALLOWED" })
  expect(await refusal(through(eve))).toBe("400 invalid_connection_for_jit_provisioning")
  expect((await through({ email: "ada@acme.test" })).member_authenticated).toBe(true)
  await client.magicLinks.email.invite({ organization_id, email_address: "ivy@acme.test" })
  expect((await through({ email: "ivy@acme.test" })).member.status).toBe("active")
  await update({ sso_jit_provisioning: "RESTRICTED", sso_jit_provisioning_allowed_connections: [] })
  expect(await refusal(through(eve))).toBe("400 invalid_connection_for_jit_provisioning")
  await update({ sso_jit_provisioning_allowed_connections: [connection_id] })
  expect((await through(eve)).member.status).toBe("active")
})

test("an organization that allows SSO only says so to everybody else, and its second factor follows SSO as well", async () => {
  const { client, discover, organization_id, through } = await withConnection()
  await client.organizations.update({ organization_id, auth_methods: "RESTRICTED", allowed_auth_methods: ["sso"] })
  const { intermediate_session_token } = await discover("ada@acme.test")
  const half = await client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id })
  expect(half.primary_required).toEqual({ allowed_auth_methods: ["sso"] })
  expect((await through({ email: "ada@acme.test" })).member_authenticated).toBe(true)
  await client.organizations.update({ organization_id, mfa_policy: "REQUIRED_FOR_ALL" })
  const asked = await through({ email: "ada@acme.test" })
  expect(asked).toMatchObject({ member_authenticated: false, mfa_required: { member_options: null } })
})

test("what one organization's provider says opens no other organization", async () => {
  const { client, signUp, through, organization_id } = await withConnection()
  const victim = await signUp("vera@elsewhere.test", "Elsewhere")
  const { session_token } = await through({ email: "vera@elsewhere.test" })
  const elsewhere = victim.organization.organization_id
  const crossed = await client.sessions.exchange({ session_token, organization_id: elsewhere })
  expect(crossed).toMatchObject({ member_authenticated: false, session_token: "" })
  await client.organizations.update({ organization_id, mfa_policy: "REQUIRED_FOR_ALL" })
  const { intermediate_session_token } = await through({ email: "vera@elsewhere.test" })
  const tried = await client.discovery.intermediateSessions.exchange({
    intermediate_session_token,
    organization_id: elsewhere,
  })
  expect(tried).toMatchObject({ member_authenticated: false, session_token: "" })
  expect(tried.primary_required?.allowed_auth_methods).toContain("magic_link")
})

test("OpenID Connect works alike, the organization alone will do where it has one connection, and cancelling is said", async () => {
  const { client, connection_id, organization_id, saml, start, through, url } = await withConnection()
  const viaOrganization = await through({ email: "bob@acme.test" }, { organization_id })
  expect(viaOrganization.member.sso_registrations[0]?.connection_id).toBe(connection_id)
  const created = await client.sso.oidc.createConnection({ organization_id, display_name: "Entra" })
  const oidc = { organization_id, connection_id: created.connection?.connection_id ?? "" }
  const answer = async (query: Record<string, string>) => {
    const response = await fetch(start(query), { redirect: "manual" })
    const { error_type }: { error_type?: string } = JSON.parse(await response.text())
    return `${response.status} ${error_type}`
  }
  expect(await answer({ connection_id: oidc.connection_id })).toBe("400 requires_active_sso_connection")
  const { connection } = await client.sso.oidc.updateConnection({
    ...oidc,
    issuer: `${url}/idp/oidc`,
    client_id: "client",
    client_secret: "secret",
  })
  expect(connection?.status).toBe("active")
  const login = await through({ email: "bob@acme.test" }, { connection_id: oidc.connection_id })
  expect(login.member_id).toBe(viaOrganization.member_id)
  expect(login.member_session?.authentication_factors[0]).toMatchObject({
    delivery_method: "sso_oidc",
    oidc_sso_factor: { provider_id: oidc.connection_id },
  })
  expect(await answer({ organization_id })).toBe("400 indeterminate_sso_connection_for_organization")
  expect(await answer({})).toBe("400 missing_sso_connection_locator")
  expect(await answer({ organization_id, connection_id })).toBe("400 too_many_sso_connection_locators")
  expect(await answer({ connection_id: "saml-connection-test-x" })).toBe("404 sso_connection_not_found")
  expect(await answer({ connection_id, login_redirect_url: "ftp://app.test" })).toBe(
    "400 no_match_for_provided_sso_url",
  )
  const back = await visit(start({ connection_id }), { decision: "deny" })
  expect(back.searchParams.get("error")).toBe("access_denied")
  const sso_token = (await visit(start({ connection_id }), { email: "bob@acme.test" })).searchParams.get("token") ?? ""
  await client.sso.deleteConnection(saml)
  expect(await refusal(client.sso.authenticate({ sso_token }))).toBe("404 sso_connection_not_found")
})
