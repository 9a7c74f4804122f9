import type { B2BSSOExternalCreateConnectionRequest, B2BSSOExternalUpdateConnectionRequest, Organization } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { findOrganization } from "./Organizations.ts"
import { newId } from "./Project.ts"
import type { Project } from "./Project.ts"
import { checkAssignments, checkNaming } from "./SsoChecks.ts"
import { connectionsOf, saveConnection } from "./SsoConnections.ts"
import type { ExternalRecord, SsoConnection } from "./SsoConnections.ts"

const checkRolesGiven = (
  organization: Organization,
  underlying: SsoConnection | undefined,
  connection: Pick<
    ExternalRecord,
    "external_connection_implicit_role_assignments" | "external_group_implicit_role_assignments"
  >,
) => {
  const everybody = connection.external_connection_implicit_role_assignments
  const byGroup = connection.external_group_implicit_role_assignments
  if (underlying?.kind === "oidc" && everybody.length + byGroup.length > 0)
    throw new StytchFailure("bad_request", "A connection to an OIDC connection can give no roles.")
  checkAssignments(organization, everybody, byGroup, underlying?.kind === "saml" ? underlying.attribute_mapping : {})
}

/** Lets an organization use the connection of another one of the project. */
export const createExternal = (
  project: Project,
  organization: Organization,
  fields: Omit<B2BSSOExternalCreateConnectionRequest, "organization_id">,
): ExternalRecord => {
  checkNaming(fields)
  const { external_connection_id } = fields
  const { organization_id: external_organization_id } = findOrganization(project, fields.external_organization_id)
  if (external_organization_id === organization.organization_id)
    throw new StytchFailure("external_organization_id_same_as_organization_id")
  const underlying = project.ssoConnections.get(external_connection_id)
  if (!underlying || underlying.kind === "external" || underlying.organization_id !== external_organization_id)
    throw new StytchFailure("external_connection_id_not_found")
  if (underlying.status !== "active") throw new StytchFailure("external_connection_not_active")
  const same = (each: SsoConnection) =>
    each.kind === "external" && each.external_connection_id === external_connection_id
  if (connectionsOf(project, organization.organization_id).some(same))
    throw new StytchFailure("duplicate_external_sso_connection")
  const assignments = {
    external_connection_implicit_role_assignments: fields.connection_implicit_role_assignments ?? [],
    external_group_implicit_role_assignments: fields.group_implicit_role_assignments ?? [],
  }
  checkRolesGiven(organization, underlying, assignments)
  return saveConnection(project, "CREATE", {
    kind: "external",
    organization_id: organization.organization_id,
    connection_id: newId("external-connection"),
    external_organization_id,
    external_connection_id,
    display_name: fields.display_name ?? "",
    status: "active",
    ...assignments,
  })
}

export const updateExternal = (
  project: Project,
  organization: Organization,
  before: ExternalRecord,
  fields: Partial<Omit<B2BSSOExternalUpdateConnectionRequest, "organization_id" | "connection_id">>,
): ExternalRecord => {
  checkNaming(fields)
  const after: ExternalRecord = {
    ...before,
    display_name: fields.display_name ?? before.display_name,
    external_connection_implicit_role_assignments:
      fields.external_connection_implicit_role_assignments ?? before.external_connection_implicit_role_assignments,
    external_group_implicit_role_assignments:
      fields.external_group_implicit_role_assignments ?? before.external_group_implicit_role_assignments,
  }
  checkRolesGiven(organization, project.ssoConnections.get(before.external_connection_id), after)
  return saveConnection(project, "UPDATE", after)
}
