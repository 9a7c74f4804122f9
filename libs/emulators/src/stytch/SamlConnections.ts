import { createPrivateKey } from "node:crypto"
import type { B2BSSOSAMLUpdateConnectionRequest, Organization, X509Certificate } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { iso, newId } from "./Project.ts"
import type { Project } from "./Project.ts"
import { readCertificate } from "./SamlMetadata.ts"
import type { SamlMetadata } from "./SamlMetadata.ts"
import { checkAssignments, checkMapping, checkNaming, checkUrl } from "./SsoChecks.ts"
import { saveConnection } from "./SsoConnections.ts"
import type { SamlRecord } from "./SsoConnections.ts"

type SamlFields = Partial<Omit<B2BSSOSAMLUpdateConnectionRequest, "organization_id" | "connection_id">>

const maximumCertificates = 5

const withStatus = (connection: SamlRecord): SamlRecord => {
  const { idp_sso_url, idp_entity_id, verification_certificates, attribute_mapping } = connection
  const complete =
    idp_sso_url &&
    idp_entity_id &&
    verification_certificates.length > 0 &&
    Object.keys(attribute_mapping ?? {}).length > 0
  return { ...connection, status: complete ? "active" : "pending" }
}

export const createSaml = (project: Project, organization: Organization, fields: SamlFields): SamlRecord => {
  checkNaming(fields)
  return saveConnection(project, "CREATE", {
    kind: "saml",
    organization_id: organization.organization_id,
    connection_id: newId("saml-connection"),
    status: "pending",
    display_name: fields.display_name ?? "",
    identity_provider: fields.identity_provider || "generic",
    idp_entity_id: "",
    idp_sso_url: "",
    attribute_mapping: {},
    signing_certificates: [],
    verification_certificates: [],
    encryption_private_keys: [],
    saml_connection_implicit_role_assignments: [],
    saml_group_implicit_role_assignments: [],
    alternative_audience_uri: "",
    alternative_acs_url: "",
    nameid_format: "",
    idp_initiated_auth_disabled: false,
    allow_gateway_callback: false,
  })
}

const certificate = (project: Project, pem: string): X509Certificate => {
  const { issuer, expires } = readCertificate(pem)
  const now = iso(project.clock.now())
  const certificate_id = newId("saml-verification-key")
  return { certificate_id, certificate: pem, issuer, created_at: now, updated_at: now, expires_at: iso(expires) }
}

/** The certificates there are and those of `pems` that are new. */
const withCertificates = (
  project: Project,
  before: ReadonlyArray<X509Certificate>,
  pems: ReadonlyArray<string>,
): Array<X509Certificate> => {
  const isNew = (pem: string) => !before.some((each) => each.certificate.trim() === pem.trim())
  const all = [...before, ...pems.filter(isNew).map((pem) => certificate(project, pem))]
  if (all.length > maximumCertificates) throw new StytchFailure("too_many_sso_verification_certificates")
  return all
}

const checkPrivateKey = (pem: string): void => {
  if (!pem.trimStart().startsWith("-----BEGIN RSA PRIVATE KEY-----"))
    throw new StytchFailure("saml_signing_private_key_format_not_supported")
  try {
    createPrivateKey(pem)
  } catch {
    throw new StytchFailure("saml_signing_private_key_invalid")
  }
}

const encryptionKeys = (project: Project, before: SamlRecord, pem: string | undefined) => {
  if (!pem) return before.encryption_private_keys
  checkPrivateKey(pem)
  const private_key_id = newId("saml-encryption-key")
  const created_at = iso(project.clock.now())
  return [...before.encryption_private_keys, { private_key_id, private_key: pem, created_at }]
}

const updatable = [
  "display_name",
  "identity_provider",
  "idp_entity_id",
  "idp_sso_url",
  "attribute_mapping",
  "saml_connection_implicit_role_assignments",
  "saml_group_implicit_role_assignments",
  "alternative_audience_uri",
  "alternative_acs_url",
  "nameid_format",
  "idp_initiated_auth_disabled",
  "allow_gateway_callback",
] as const satisfies ReadonlyArray<keyof SamlFields & keyof SamlRecord>

export const updateSaml = (
  project: Project,
  organization: Organization,
  before: SamlRecord,
  fields: SamlFields,
): SamlRecord => {
  checkNaming(fields)
  checkUrl(fields.idp_sso_url, "saml_connection_idp_sso_url_invalid_format")
  checkMapping(fields.attribute_mapping)
  const named = updatable.filter((name) => fields[name] !== undefined && fields[name] !== null)
  const changed: SamlRecord = { ...before, ...Object.fromEntries(named.map((name) => [name, fields[name]])) }
  checkAssignments(
    organization,
    changed.saml_connection_implicit_role_assignments,
    changed.saml_group_implicit_role_assignments,
    changed.attribute_mapping,
  )
  if (fields.signing_private_key)
    throw new StytchFailure(
      "bad_request",
      "The emulator signs no SAML requests, so that signing_private_key is refused.",
    )
  const pems = fields.x509_certificate ? [fields.x509_certificate] : []
  return saveConnection(
    project,
    "UPDATE",
    withStatus({
      ...changed,
      verification_certificates: withCertificates(project, before.verification_certificates, pems),
      encryption_private_keys: encryptionKeys(project, before, fields.saml_encryption_private_key),
    }),
  )
}

export const updateSamlByMetadata = (project: Project, before: SamlRecord, metadata: SamlMetadata): SamlRecord => {
  const { idp_entity_id, idp_sso_url, certificates } = metadata
  const verification_certificates = withCertificates(project, before.verification_certificates, certificates)
  return saveConnection(
    project,
    "UPDATE",
    withStatus({ ...before, idp_entity_id, idp_sso_url, verification_certificates }),
  )
}

export const deleteCertificate = (project: Project, before: SamlRecord, id: string): void => {
  const rest = before.verification_certificates.filter(({ certificate_id }) => certificate_id !== id)
  if (rest.length === before.verification_certificates.length) throw new StytchFailure("sso_verification_key_not_found")
  if (rest.length === 0 && before.status === "active")
    throw new StytchFailure("cannot_delete_last_sso_verification_key")
  saveConnection(project, "UPDATE", { ...before, verification_certificates: rest })
}

export const deleteEncryptionKey = (project: Project, before: SamlRecord, id: string): void => {
  const rest = before.encryption_private_keys.filter(({ private_key_id }) => private_key_id !== id)
  if (rest.length === before.encryption_private_keys.length)
    throw new StytchFailure("sso_encryption_private_key_not_found")
  saveConnection(project, "UPDATE", { ...before, encryption_private_keys: rest })
}
