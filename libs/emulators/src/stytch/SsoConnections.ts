import type { Connection, OIDCConnection, Organization, SAMLConnection } from "stytch"
import { StytchFailure } from "./Errors.ts"
import type { ErrorType } from "./Errors.ts"
import { iso } from "./Project.ts"
import type { Project } from "./Project.ts"
import { refreshRoles } from "./ImplicitRoles.ts"
import { emitEvent, emitOrganization } from "./Webhooks.ts"

/** Connections as they are kept: without the URLs that depend on where the emulator is reached. */
export type SamlRecord = { readonly kind: "saml" } & Omit<SAMLConnection, "acs_url" | "audience_uri">
export type OidcRecord = { readonly kind: "oidc" } & Omit<OIDCConnection, "redirect_url">
export type ExternalRecord = { readonly kind: "external" } & Connection
export type SsoConnection = SamlRecord | OidcRecord | ExternalRecord

const maximumConnections = 25

export const connectionsOf = (project: Project, organizationId: string): ReadonlyArray<SsoConnection> =>
  project.ssoConnections.all().filter(({ organization_id }) => organization_id === organizationId)

const notFound = {
  saml: "saml_connection_not_found",
  oidc: "oidc_connection_not_found",
  external: "sso_connection_not_found",
} as const satisfies Record<SsoConnection["kind"], ErrorType>

/** The organization's connection of a kind; what is another organization's does not exist. */
export const findConnection = <K extends SsoConnection["kind"]>(
  project: Project,
  organization: Organization,
  kind: K,
  id: string,
): Extract<SsoConnection, { kind: K }> => {
  const isIt = (each: SsoConnection): each is Extract<SsoConnection, { kind: K }> =>
    each.kind === kind && each.connection_id === id && each.organization_id === organization.organization_id
  const found = project.ssoConnections.all().find(isIt)
  if (!found) throw new StytchFailure(notFound[kind])
  return found
}

const providerOf = (project: Project, connection: SsoConnection): string => {
  if (connection.kind !== "external") return connection.identity_provider
  const other = project.ssoConnections.get(connection.external_connection_id)
  return other && other.kind !== "external" ? other.identity_provider : "generic"
}

/** Brings the organization's list of active connections, and what refers to it, up to date; tells of it if it changed. */
const refreshActiveConnections = (project: Project, organizationId: string): void => {
  const organization = project.organizations.get(organizationId)
  if (!organization) return
  const all = connectionsOf(project, organizationId)
  const active = all
    .filter(({ status }) => status === "active")
    .map((each) => ({
      connection_id: each.connection_id,
      display_name: each.display_name,
      identity_provider: providerOf(project, each),
    }))
  const allowed = organization.sso_jit_provisioning_allowed_connections.filter((id) =>
    all.some(({ connection_id }) => connection_id === id),
  )
  const { sso_default_connection_id: chosen = "" } = organization
  const isThere = active.some(({ connection_id }) => connection_id === chosen)
  const after: Organization = {
    ...organization,
    sso_active_connections: active,
    sso_jit_provisioning_allowed_connections: allowed,
    ...(chosen && !isThere ? { sso_default_connection_id: "" } : {}),
  }
  if (JSON.stringify(organization) === JSON.stringify(after)) return
  const saved = project.organizations.put(organizationId, { ...after, updated_at: iso(project.clock.now()) })
  emitOrganization(project, "UPDATE", saved)
}

const eventType = { saml: "saml_connection", oidc: "oidc_connection", external: "external_connection" } as const

/** Keeps a connection and brings up to date what depends on it: the organization's active connections and the members' roles. */
export const saveConnection = <A extends SsoConnection>(
  project: Project,
  action: "CREATE" | "UPDATE",
  connection: A,
): A => {
  const { kind, connection_id: id, organization_id } = connection
  if (action === "CREATE" && connectionsOf(project, organization_id).length >= maximumConnections)
    throw new StytchFailure("too_many_sso_connections")
  project.ssoConnections.put(id, connection)
  const { kind: _, ...object } = connection
  emitEvent(project, { action, object_type: eventType[kind], id, object })
  refreshActiveConnections(project, organization_id)
  refreshRoles(project, organization_id)
  return connection
}

/** Forgets a connection, what others made of it, and the members' registrations with it, with the roles these gave. */
export const deleteConnection = (project: Project, organization: Organization, id: string): void => {
  const connection = connectionsOf(project, organization.organization_id).find((each) => each.connection_id === id)
  if (!connection) throw new StytchFailure("sso_connection_not_found")
  const { sso_default_connection_id: chosen, sso_active_connections: active } = organization
  if (chosen === id && active.length > 1) throw new StytchFailure("cannot_delete_default_sso_connection")
  project.ssoConnections.delete(id)
  emitEvent(project, { action: "DELETE", object_type: eventType[connection.kind], id })
  for (const member of project.membersByOrganization(organization.organization_id)) {
    const sso_registrations = member.sso_registrations.filter(({ connection_id }) => connection_id !== id)
    if (sso_registrations.length < member.sso_registrations.length)
      project.members.put(member.member_id, { ...member, sso_registrations })
  }
  refreshActiveConnections(project, organization.organization_id)
  refreshRoles(project, organization.organization_id)
  for (const other of project.ssoConnections.all()) {
    if (other.kind !== "external" || other.external_connection_id !== id) continue
    const theirs = project.organizations.get(other.organization_id)
    if (theirs) deleteConnection(project, { ...theirs, sso_default_connection_id: "" }, other.connection_id)
  }
}

const callback = (origin: string, id: string) => `${origin}/v1/b2b/sso/callback/${id}`

/** A connection as the API shows it; `origin` is where browsers and identity providers reach the emulator. */
export const samlAnswer = (record: SamlRecord, origin: string): SAMLConnection => {
  const { kind: _, ...connection } = record
  const url = callback(origin, record.connection_id)
  return { ...connection, acs_url: url, audience_uri: url }
}

export const oidcAnswer = (record: OidcRecord, origin: string): OIDCConnection => {
  const { kind: _, ...connection } = record
  return { ...connection, redirect_url: callback(origin, record.connection_id) }
}

export const externalAnswer = (record: ExternalRecord): Connection => {
  const { kind: _, ...connection } = record
  return connection
}
