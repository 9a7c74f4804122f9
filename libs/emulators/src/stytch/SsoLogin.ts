import type { Member, Organization } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { primaryFactor } from "./IntermediateSessions.ts"
import { createMember, memberByEmail, membersOf, setMember, updateMember } from "./Members.ts"
import { newId } from "./Project.ts"
import type { Factor, Project } from "./Project.ts"
import type { Person } from "./ProviderFlows.ts"
import type { SsoConnection } from "./SsoConnections.ts"

/** The active connection that a person comes through, and the one that asks the identity provider, which may be another organization's. */
export const activeConnection = (project: Project, id: string): SsoConnection => {
  const connection = project.ssoConnections.get(id)
  if (!connection) throw new StytchFailure("sso_connection_not_found")
  if (connection.status !== "active") throw new StytchFailure("requires_active_sso_connection")
  return connection
}

/** The connection as its identity provider knows it: an external one is another organization's. */
export const askedConnection = (
  project: Project,
  connection: SsoConnection,
): Exclude<SsoConnection, { kind: "external" }> => {
  const asked =
    connection.kind === "external" ? activeConnection(project, connection.external_connection_id) : connection
  if (asked.kind === "external") throw new StytchFailure("sso_connection_not_found")
  return asked
}

/** What the provider said, under the names that the connection's attribute mapping expects. */
const attributesOf = (project: Project, connection: SsoConnection, { email, name, groups }: Person) => {
  const mapping: Record<string, unknown> = askedConnection(project, connection).attribute_mapping ?? {}
  const nameFor = (key: string): string => (typeof mapping[key] === "string" ? mapping[key] : key)
  const [first = "", ...rest] = name.split(" ")
  const names = mapping["full_name"]
    ? { [nameFor("full_name")]: name }
    : { [nameFor("first_name")]: first, [nameFor("last_name")]: rest.join(" ") }
  return { [nameFor("email")]: email, ...names, [nameFor("groups")]: [...groups] }
}

/** A new member, where the organization lets people in through this connection. */
const provision = (
  project: Project,
  organization: Organization,
  { connection_id }: SsoConnection,
  { email, name }: Person,
): Member => {
  const { sso_jit_provisioning: policy, sso_jit_provisioning_allowed_connections: allowed } = organization
  if (policy === "NOT_ALLOWED" || (policy === "RESTRICTED" && !allowed.includes(connection_id)))
    throw new StytchFailure(
      "invalid_connection_for_jit_provisioning",
      "The organization does not allow new members to join through this connection.",
    )
  return createMember(project, organization, { email_address: email, name, status: "pending" })
}

const isOf = (connection: SsoConnection, person: Person) => (member: Member) =>
  member.status !== "deleted" &&
  member.sso_registrations.some(
    ({ connection_id, external_id }) => connection_id === connection.connection_id && external_id === person.subject,
  )

/** By what the provider calls the person, whose address may have changed there; else by the address. */
const find = (
  project: Project,
  organization: Organization,
  connection: SsoConnection,
  person: Person,
): Member | undefined => {
  const registered = membersOf(project, organization.organization_id).find(isOf(connection, person))
  if (!registered || registered.email_address === person.email)
    return registered ?? memberByEmail(project, organization, person.email)
  return updateMember(project, registered, { email_address: person.email })
}

/** The member that a person is or becomes, with its registration and the roles that follow from what the provider says. */
export const registerPerson = (
  project: Project,
  organization: Organization,
  connection: SsoConnection,
  person: Person,
): Member => {
  const member = find(project, organization, connection, person) ?? provision(project, organization, connection, person)
  const { connection_id } = connection
  const before = member.sso_registrations.find((each) => each.connection_id === connection_id)
  const registration = {
    connection_id,
    external_id: person.subject,
    registration_id: before?.registration_id ?? newId("sso-registration"),
    sso_attributes: attributesOf(project, connection, person),
  }
  return setMember(project, member, {
    name: member.name || person.name,
    email_address_verified: true,
    sso_registrations: [...member.sso_registrations.filter((each) => each !== before), registration],
  })
}

/** The factor of a log-in through a connection. */
export const ssoFactor = (project: Project, connection: SsoConnection, member: Member): Factor => {
  const { connection_id: provider_id } = connection
  const registration = member.sso_registrations.find(({ connection_id }) => connection_id === provider_id)
  const detail = {
    id: registration?.registration_id ?? "",
    provider_id,
    external_id: registration?.external_id ?? "",
  }
  return askedConnection(project, connection).kind === "saml"
    ? primaryFactor(project, { type: "sso", delivery_method: "sso_saml", saml_sso_factor: detail })
    : primaryFactor(project, { type: "sso", delivery_method: "sso_oidc", oidc_sso_factor: detail })
}
