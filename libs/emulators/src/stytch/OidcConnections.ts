import type { B2BSSOOIDCUpdateConnectionRequest, Organization } from "stytch"
import { fetchText } from "./Fetching.ts"
import { newId } from "./Project.ts"
import type { Project } from "./Project.ts"
import { checkNaming, checkUrl } from "./SsoChecks.ts"
import { saveConnection } from "./SsoConnections.ts"
import type { OidcRecord } from "./SsoConnections.ts"

type OidcFields = Partial<Omit<B2BSSOOIDCUpdateConnectionRequest, "organization_id" | "connection_id">>

export const createOidc = (project: Project, organization: Organization, fields: OidcFields): OidcRecord => {
  checkNaming(fields)
  return saveConnection(project, "CREATE", {
    kind: "oidc",
    organization_id: organization.organization_id,
    connection_id: newId("oidc-connection"),
    status: "pending",
    display_name: fields.display_name ?? "",
    identity_provider: fields.identity_provider || "generic",
    client_id: "",
    client_secret: "",
    issuer: "",
    authorization_url: "",
    token_url: "",
    userinfo_url: "",
    jwks_url: "",
    custom_scopes: "",
    attribute_mapping: {},
  })
}

/** What the document calls it, and what the connection does. */
const discoverable = {
  authorization_url: "authorization_endpoint",
  token_url: "token_endpoint",
  userinfo_url: "userinfo_endpoint",
  jwks_url: "jwks_uri",
} as const

/** What the issuer says of itself at its well-known place; a warning where it does not. */
const discover = async (issuer: string): Promise<{ fields: OidcFields; warning?: string }> => {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`
  const text = await fetchText(url)
  try {
    const document: Record<string, unknown> = Object(JSON.parse(text ?? ""))
    const found = Object.entries(discoverable).flatMap(([name, theirs]) =>
      typeof document[theirs] === "string" ? [[name, document[theirs]]] : [],
    )
    return { fields: Object.fromEntries(found) }
  } catch {
    return { fields: {}, warning: `The OpenID Provider metadata document could not be read from ${url}.` }
  }
}

const required = [
  "issuer",
  "client_id",
  "client_secret",
  "authorization_url",
  "token_url",
  "userinfo_url",
  "jwks_url",
] as const

const updatable = [...required, "display_name", "identity_provider", "custom_scopes", "attribute_mapping"] as const

export const updateOidc = async (
  project: Project,
  before: OidcRecord,
  fields: OidcFields,
): Promise<{ connection: OidcRecord; warning?: string }> => {
  checkNaming(fields)
  checkUrl(fields.issuer, "oidc_connection_issuer_url_invalid_format")
  checkUrl(fields.authorization_url, "oidc_connection_authorization_url_invalid_format")
  checkUrl(fields.token_url, "oidc_connection_token_url_invalid_format")
  checkUrl(fields.userinfo_url, "oidc_connection_userinfo_url_invalid_format")
  checkUrl(fields.jwks_url, "oidc_connection_jwks_url_invalid_format")
  const { issuer } = fields
  const { fields: found, warning } =
    issuer && issuer !== before.issuer ? await discover(issuer) : { fields: {}, warning: undefined }
  const named = updatable.filter((name) => fields[name] !== undefined && fields[name] !== null)
  const current = project.ssoConnections.get(before.connection_id)
  const after: OidcRecord = {
    ...(current?.kind === "oidc" ? current : before),
    ...found,
    ...Object.fromEntries(named.map((name) => [name, fields[name]])),
  }
  const status = required.every((name) => after[name]) ? "active" : "pending"
  const connection = saveConnection(project, "UPDATE", { ...after, status })
  return { connection, ...(warning ? { warning } : {}) }
}
