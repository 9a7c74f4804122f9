import { createHash } from "node:crypto"
import type {
  B2BSCIMConnectionUpdateRequest,
  Organization,
  SCIMConnection,
  SCIMConnectionWithNextToken,
  SCIMConnectionWithToken,
} from "stytch"
import { StytchFailure } from "./Errors.ts"
import { refreshRoles } from "./ImplicitRoles.ts"
import { iso, newId, newToken } from "./Project.ts"
import type { Project } from "./Project.ts"
import { checkRoles } from "./Rbac.ts"
import type { ScimConnectionRecord } from "./ScimRecords.ts"
import { emitEvent, emitOrganization } from "./Webhooks.ts"

const providers = [
  "generic",
  "okta",
  "microsoft-entra",
  "cyberark",
  "jumpcloud",
  "onelogin",
  "pingfederate",
  "rippling",
]
const lifetimeMilliseconds = 10 * 365 * 24 * 3600_000

export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("base64")

const connectionOf = (project: Project, organizationId: string): ScimConnectionRecord | undefined =>
  project.scimConnections.all().find(({ organization_id }) => organization_id === organizationId)

/** The organization's connection, if need be the one with this id. */
export const findScimConnection = (project: Project, organization: Organization, id?: string): ScimConnectionRecord => {
  const found = connectionOf(project, organization.organization_id)
  if (!found || (id !== undefined && found.connection_id !== id)) throw new StytchFailure("no_active_scim_connection")
  return found
}

export const scimBaseUrl = (origin: string, connectionId: string) => `${origin}/v1/b2b/scim/${connectionId}`

/** The connection as the API shows it. */
export const scimAnswer = (record: ScimConnectionRecord, origin: string): SCIMConnection => {
  const { tokenHash: _, nextTokenHash: __, ...connection } = record
  return { ...connection, base_url: scimBaseUrl(origin, record.connection_id) }
}

const showOnOrganization = (project: Project, organizationId: string): void => {
  const organization = project.organizations.get(organizationId)
  if (!organization) return
  const { scim_active_connection: _, ...rest } = organization
  const connection = connectionOf(project, organizationId)
  const shown = connection && {
    connection_id: connection.connection_id,
    display_name: connection.display_name,
    bearer_token_last_four: connection.bearer_token_last_four,
    ...(connection.bearer_token_expires_at ? { bearer_token_expires_at: connection.bearer_token_expires_at } : {}),
  }
  const updated_at = iso(project.clock.now())
  const after = { ...rest, ...(shown ? { scim_active_connection: shown } : {}), updated_at }
  emitOrganization(project, "UPDATE", project.organizations.put(organizationId, after))
}

const save = (project: Project, action: "CREATE" | "UPDATE", record: ScimConnectionRecord): ScimConnectionRecord => {
  project.scimConnections.put(record.connection_id, record)
  const { tokenHash: _, nextTokenHash: __, ...object } = record
  emitEvent(project, { action, object_type: "scim_connection", id: record.connection_id, object })
  showOnOrganization(project, record.organization_id)
  return record
}

const checkNaming = ({
  identity_provider,
  display_name = "",
}: {
  identity_provider?: string
  display_name?: string
}) => {
  if (identity_provider && !providers.includes(identity_provider)) throw new StytchFailure("invalid_scim_idp")
  if (display_name.length > 128) throw new StytchFailure("invalid_display_name")
}

const token = (project: Project) => {
  const text = newToken()
  return { text, hash: tokenHash(text), expires: iso(project.clock.now() + lifetimeMilliseconds) }
}

/** Makes the organization's one connection; the token that comes with it is told nowhere else. */
export const createScimConnection = (
  project: Project,
  organization: Organization,
  fields: { display_name?: string; identity_provider?: string },
  origin: string,
): SCIMConnectionWithToken => {
  checkNaming(fields)
  if (connectionOf(project, organization.organization_id)) throw new StytchFailure("active_scim_connection_exists")
  const { text, hash, expires } = token(project)
  const saved = save(project, "CREATE", {
    organization_id: organization.organization_id,
    connection_id: newId("scim-connection"),
    status: "active",
    display_name: fields.display_name ?? "",
    identity_provider: fields.identity_provider || "generic",
    bearer_token_last_four: text.slice(-4),
    bearer_token_expires_at: expires,
    next_bearer_token_last_four: "",
    scim_group_implicit_role_assignments: [],
    tokenHash: hash,
  })
  return { ...scimAnswer(saved, origin), bearer_token: text }
}

type ScimFields = Partial<Omit<B2BSCIMConnectionUpdateRequest, "organization_id" | "connection_id">>

/** Roles by group, with the names that the groups have. */
const assignmentsIn = (
  project: Project,
  organization: Organization,
  before: ScimConnectionRecord,
  fields: ScimFields,
) => {
  const given = fields.scim_group_implicit_role_assignments
  if (!given) return before.scim_group_implicit_role_assignments
  checkRoles(
    organization,
    given.map(({ role_id }) => role_id),
  )
  return given.map(({ role_id, group_id }) => {
    if (!group_id) throw new StytchFailure("scim_group_role_assignment_does_not_contain_group_id")
    const group = project.scimGroups.get(group_id)
    if (group?.connection_id !== before.connection_id)
      throw new StytchFailure("scim_group_role_assignment_group_does_not_exist")
    return { role_id, group_id, group_name: group.display_name }
  })
}

export const updateScimConnection = (
  project: Project,
  organization: Organization,
  before: ScimConnectionRecord,
  fields: ScimFields,
): ScimConnectionRecord => {
  checkNaming(fields)
  const saved = save(project, "UPDATE", {
    ...before,
    display_name: fields.display_name ?? before.display_name,
    identity_provider: fields.identity_provider || before.identity_provider,
    scim_group_implicit_role_assignments: assignmentsIn(project, organization, before, fields),
  })
  refreshRoles(project, before.organization_id)
  return saved
}

/** Forgets the connection with its users and groups. The members stay, without the roles that the groups gave. */
export const deleteScimConnection = (
  project: Project,
  { connection_id, organization_id }: ScimConnectionRecord,
): void => {
  project.scimConnections.delete(connection_id)
  for (const user of project.scimUsersByConnection(connection_id)) {
    project.scimUsers.delete(user.id)
    const { scim_registration: _, ...member } = project.members.get(user.id) ?? {}
    if ("member_id" in member) project.members.put(user.id, member)
  }
  for (const group of project.scimGroups.all())
    if (group.connection_id === connection_id) project.scimGroups.delete(group.id)
  emitEvent(project, { action: "DELETE", object_type: "scim_connection", id: connection_id })
  showOnOrganization(project, organization_id)
  refreshRoles(project, organization_id)
}

/** A second token beside the first: both work until the rotation is completed or cancelled. A second start replaces the second token. */
export const startTokenRotation = (
  project: Project,
  before: ScimConnectionRecord,
  origin: string,
): SCIMConnectionWithNextToken => {
  const { text, hash, expires } = token(project)
  const saved = save(project, "UPDATE", {
    ...before,
    nextTokenHash: hash,
    next_bearer_token_last_four: text.slice(-4),
    next_bearer_token_expires_at: expires,
  })
  return { ...scimAnswer(saved, origin), next_bearer_token: text }
}

/** Ends a rotation: with the new token alone, or with the old one alone. */
export const endTokenRotation = (project: Project, before: ScimConnectionRecord, keep: "next" | "first") => {
  const { nextTokenHash, next_bearer_token_expires_at: expires = "", ...rest } = before
  if (!nextTokenHash) throw new StytchFailure("scim_connection_not_rotating_token")
  const next = {
    tokenHash: nextTokenHash,
    bearer_token_last_four: before.next_bearer_token_last_four,
    bearer_token_expires_at: expires,
  }
  return save(project, "UPDATE", { ...rest, ...(keep === "next" ? next : {}), next_bearer_token_last_four: "" })
}
