import { createServer } from "node:http"
import { generateKeyPairSync } from "node:crypto"
import { expect, onTestFinished, test } from "vitest"
import { certificate, otherCertificate } from "./stytchCertificates.ts"
import { project, receiver, refusal, webhookSecret } from "./stytchProject.ts"

/** Serves texts by path; what is not there is 404. */
const site = async (pages: Record<string, string>) => {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ""]
    response.writeHead(page === undefined ? 404 : 200).end(page)
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`
}

const base64 = (pem: string) => pem.replaceAll(/-----.*-----|\s/g, "")

const metadata = (entity: string, ...certificates: Array<string>) => `<?xml version="1.0"?>
<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
  <md:EntityDescriptor entityID="https://sp.test"><md:SPSSODescriptor/></md:EntityDescriptor>
  <md:EntityDescriptor entityID="${entity}"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    ${certificates.map((pem) => `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${base64(pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`).join("")}
    <md:KeyDescriptor use="encryption"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.test/post"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.test/redirect?a=1&amp;b=2"/>
  </md:IDPSSODescriptor></md:EntityDescriptor>
</md:EntitiesDescriptor>`

const attribute_mapping = { email: "mail", full_name: "name", groups: "memberOf" }

const withOrganization = async () => {
  const running = await project()
  const { organization, member, session_token } = await running.signUp("ada@acme.test", "Acme")
  return { ...running, organization_id: organization.organization_id, member, session_token }
}

test("a SAML connection is pending until it has all it needs, by hand", async () => {
  const { client, url, organization_id } = await withOrganization()
  const { connection } = await client.sso.saml.createConnection({
    organization_id,
    display_name: "Okta",
    identity_provider: "okta",
  })
  const connection_id = connection?.connection_id ?? ""
  const callback = `${url}/v1/b2b/sso/callback/${connection_id}`
  expect(connection).toMatchObject({ status: "pending", acs_url: callback, audience_uri: callback })
  const update = async (fields: object) =>
    (await client.sso.saml.updateConnection({ organization_id, connection_id, ...fields })).connection
  expect(await update({ idp_entity_id: "https://idp.test", idp_sso_url: "https://idp.test/sso" })).toMatchObject({
    status: "pending",
  })
  expect(await update({ attribute_mapping })).toMatchObject({ status: "pending" })
  const active = await update({ x509_certificate: certificate })
  expect(active).toMatchObject({ status: "active", verification_certificates: [{ issuer: "Acme IdP", certificate }] })
  const { organization } = await client.organizations.get({ organization_id })
  expect(organization.sso_active_connections).toEqual([
    { connection_id, display_name: "Okta", identity_provider: "okta" },
  ])
  const all = await client.sso.getConnections({ organization_id })
  expect(all).toMatchObject({ saml_connections: [active], oidc_connections: [], external_connections: [] })
})

test("metadata at a URL gives a SAML connection its addresses and certificates, and a new certificate later", async () => {
  const { client, organization_id } = await withOrganization()
  const pages: Record<string, string> = { "/metadata": metadata("https://idp.test/e", certificate) }
  const idp = await site(pages)
  const { connection } = await client.sso.saml.createConnection({ organization_id })
  const connection_id = connection?.connection_id ?? ""
  const read = (path: string) =>
    client.sso.saml.updateByURL({ organization_id, connection_id, metadata_url: `${idp}${path}` })
  expect((await read("/metadata")).connection).toMatchObject({
    status: "pending",
    idp_entity_id: "https://idp.test/e",
    idp_sso_url: "https://idp.test/redirect?a=1&b=2",
    verification_certificates: [{ issuer: "Acme IdP" }],
  })
  await client.sso.saml.updateConnection({ organization_id, connection_id, attribute_mapping })
  pages["/metadata"] = metadata("https://idp.test/e", certificate, otherCertificate)
  const { connection: twice } = await read("/metadata")
  expect(twice).toMatchObject({ status: "active" })
  const [first, second] = twice?.verification_certificates ?? []
  expect([first?.issuer, second?.issuer]).toEqual(["Acme IdP", "Acme IdP 2"])
  const remove = (certificate_id = "") =>
    refusal(client.sso.saml.deleteVerificationCertificate({ organization_id, connection_id, certificate_id }))
  expect(await remove(first?.certificate_id)).toBe("success")
  expect(await remove(first?.certificate_id)).toBe("404 sso_verification_key_not_found")
  expect(await remove(second?.certificate_id)).toBe("400 cannot_delete_last_sso_verification_key")
  pages["/other"] = "<html><body>Log in</body></html>"
  pages["/attack"] = metadata("&x;", certificate).replace("?>", '?><!DOCTYPE a [<!ENTITY x "y">]>')
  expect(await refusal(read("/other"))).toBe("400 invalid_xml_from_saml_metadata_url")
  expect(await refusal(read("/attack"))).toBe("400 invalid_xml_from_saml_metadata_url")
  expect(await refusal(read("/nothing"))).toBe("400 invalid_saml_metadata_url")
})

test("what a SAML connection cannot be is refused by name", async () => {
  const { client, organization_id } = await withOrganization()
  const { connection } = await client.sso.saml.createConnection({ organization_id })
  const connection_id = connection?.connection_id ?? ""
  const update = (fields: object) =>
    refusal(client.sso.saml.updateConnection({ organization_id, connection_id, ...fields }))
  const viewers = [{ role_id: "viewer", group: "readers" }]
  expect(await update({ identity_provider: "acme" })).toBe("400 invalid_sso_idp")
  expect(await update({ x509_certificate: "certificate" })).toBe("400 invalid_x509_certificate")
  expect(await update({ idp_sso_url: "idp" })).toBe("400 saml_connection_idp_sso_url_invalid_format")
  expect(await update({ attribute_mapping: { full_name: "n" } })).toBe("400 saml_connection_email_mapping_required")
  expect(await update({ attribute_mapping: { email: "e" } })).toBe("400 saml_connection_name_mapping_required")
  expect(await update({ attribute_mapping: { email: { a: 1 } } })).toBe(
    "400 saml_connection_no_nested_keys_in_attribute_mapping",
  )
  expect(await update({ saml_group_implicit_role_assignments: viewers })).toBe(
    "400 saml_connection_attribute_mapping_missing_groups_key",
  )
  expect(await update({ attribute_mapping, saml_group_implicit_role_assignments: viewers })).toBe("success")
  expect(await update({ saml_connection_implicit_role_assignments: [{ role_id: "king" }] })).toBe(
    "400 invalid_rbac_role_assignment",
  )
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  const key = (type: "pkcs1" | "pkcs8") => String(privateKey.export({ format: "pem", type }))
  expect(await update({ saml_encryption_private_key: key("pkcs8") })).toBe(
    "400 saml_signing_private_key_format_not_supported",
  )
  expect(await update({ saml_encryption_private_key: key("pkcs1") })).toBe("success")
  const { saml_connections } = await client.sso.getConnections({ organization_id })
  const private_key_id = saml_connections[0]?.encryption_private_keys[0]?.private_key_id ?? ""
  expect(
    await refusal(client.sso.saml.deleteEncryptionPrivateKey({ organization_id, connection_id, private_key_id })),
  ).toBe("success")
  const { organization: other } = await client.organizations.create({ organization_name: "Other" })
  expect(
    await refusal(client.sso.saml.updateConnection({ organization_id: other.organization_id, connection_id })),
  ).toBe("404 saml_connection_not_found")
})

test("an OIDC connection finds its endpoints at the issuer, keeps what was said by hand, and warns where it cannot", async () => {
  const { client, organization_id } = await withOrganization()
  const pages: Record<string, string> = {}
  const issuer = await site(pages)
  pages["/.well-known/openid-configuration"] = JSON.stringify({
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
  })
  const { connection } = await client.sso.oidc.createConnection({ organization_id, display_name: "Entra" })
  const ids = { organization_id, connection_id: connection?.connection_id ?? "" }
  const found = await client.sso.oidc.updateConnection({ ...ids, issuer, token_url: "https://mine.test/token" })
  expect(found.connection).toMatchObject({
    status: "pending",
    authorization_url: `${issuer}/authorize`,
    token_url: "https://mine.test/token",
    jwks_url: `${issuer}/jwks`,
  })
  expect(found).not.toHaveProperty("warning")
  const done = await client.sso.oidc.updateConnection({ ...ids, client_id: "c", client_secret: "s" })
  expect(done.connection).toMatchObject({ status: "active", redirect_url: expect.stringContaining(ids.connection_id) })
  const warned = await client.sso.oidc.updateConnection({ ...ids, issuer: `${issuer}/elsewhere` })
  expect(warned.warning).toContain("could not be read")
  expect(await refusal(client.sso.oidc.updateConnection({ ...ids, jwks_url: "no" }))).toBe(
    "400 oidc_connection_jwks_url_invalid_format",
  )
})

test("an organization can use another's connection; deleting the one takes the other along", async () => {
  const { client, organization_id } = await withOrganization()
  const { organization: child } = await client.organizations.create({ organization_name: "Child" })
  const pages: Record<string, string> = { "/m": metadata("https://idp.test/e", certificate) }
  const { connection } = await client.sso.saml.createConnection({ organization_id, identity_provider: "okta" })
  const connection_id = connection?.connection_id ?? ""
  const create = (fields: object = {}) =>
    client.sso.external.createConnection({
      organization_id: child.organization_id,
      external_organization_id: organization_id,
      external_connection_id: connection_id,
      ...fields,
    })
  expect(await refusal(create())).toBe("400 external_connection_not_active")
  await client.sso.saml.updateByURL({ organization_id, connection_id, metadata_url: `${await site(pages)}/m` })
  await client.sso.saml.updateConnection({ organization_id, connection_id, attribute_mapping })
  expect(await refusal(create({ organization_id }))).toBe("400 external_organization_id_same_as_organization_id")
  const { connection: external } = await create({ display_name: "Parent's" })
  expect(await refusal(create())).toBe("400 duplicate_external_sso_connection")
  const { connection: changed } = await client.sso.external.updateConnection({
    organization_id: child.organization_id,
    connection_id: external?.connection_id ?? "",
    external_group_implicit_role_assignments: [{ role_id: "viewer", group: "readers" }],
  })
  expect(changed).toMatchObject({ status: "active", display_name: "Parent's" })
  const activeOf = async (id: string) =>
    (await client.organizations.get({ organization_id: id })).organization.sso_active_connections
  expect(await activeOf(child.organization_id)).toMatchObject([{ identity_provider: "okta", display_name: "Parent's" }])
  await client.sso.deleteConnection({ organization_id, connection_id })
  expect([await activeOf(organization_id), await activeOf(child.organization_id)]).toEqual([[], []])
  expect(await refusal(client.sso.deleteConnection({ organization_id, connection_id }))).toBe(
    "404 sso_connection_not_found",
  )
})

test("connections are told to the webhooks, and a member needs a role that may change them", async () => {
  const hook = await receiver()
  const { client, signUp } = await project({ webhook: { url: hook.url, secret: webhookSecret } })
  const { organization, session_token } = await signUp("ada@acme.test", "Acme")
  const { organization_id } = organization
  const admin = { authorization: { session_token } }
  const { connection } = await client.sso.oidc.createConnection({ organization_id }, admin)
  const connection_id = connection?.connection_id ?? ""
  await client.sso.deleteConnection({ organization_id, connection_id }, admin)
  const events = (await hook.take(4)).map(({ body }): Record<string, unknown> => JSON.parse(body))
  expect(events.slice(2)).toMatchObject([
    { action: "CREATE", object_type: "oidc_connection", id: connection_id, oidc_connection: { status: "pending" } },
    { action: "DELETE", object_type: "oidc_connection", id: connection_id },
  ])
  const { member } = await client.organizations.members.get({ organization_id, email_address: "ada@acme.test" })
  await client.organizations.members.update({ organization_id, member_id: member.member_id, roles: ["viewer"] })
  expect(await refusal(client.sso.saml.createConnection({ organization_id }, admin))).toBe(
    "403 session_authorization_error",
  )
  expect(await refusal(client.sso.getConnections({ organization_id }, admin))).toBe("403 session_authorization_error")
})
