import type { Member, MemberRole, MemberRoleSource, Organization } from "stytch"
import { domainOf } from "./Emails.ts"
import { iso } from "./Project.ts"
import type { Factor, Project } from "./Project.ts"
import { isKnownRole } from "./Rbac.ts"
import type { SsoConnection } from "./SsoConnections.ts"
import { emitMember } from "./Webhooks.ts"
import type { Source } from "./Webhooks.ts"

type Grant = readonly [roleId: string, source: MemberRoleSource]

/** The names of the groups in what an identity provider said of a person: a list, or one text with commas. */
const groupsIn = (attributes: Record<string, unknown> | undefined, mapping: Record<string, unknown> | undefined) => {
  const value = attributes?.[String(mapping?.["groups"])] ?? attributes?.["groups"]
  return Array.isArray(value)
    ? value.map(String)
    : typeof value === "string"
      ? value.split(",").map((each) => each.trim())
      : []
}

const ssoAssignments = (project: Project, connection: SsoConnection) => {
  if (connection.kind === "saml")
    return {
      everybody: connection.saml_connection_implicit_role_assignments,
      byGroup: connection.saml_group_implicit_role_assignments,
      mapping: connection.attribute_mapping,
    }
  if (connection.kind === "oidc") return { everybody: [], byGroup: [], mapping: {} }
  const other = project.ssoConnections.get(connection.external_connection_id)
  return {
    everybody: connection.external_connection_implicit_role_assignments,
    byGroup: connection.external_group_implicit_role_assignments,
    mapping: other?.kind === "saml" ? other.attribute_mapping : {},
  }
}

const ssoGrants = (project: Project, member: Member): ReadonlyArray<Grant> =>
  member.sso_registrations.flatMap(({ connection_id, sso_attributes }) => {
    const connection = project.ssoConnections.get(connection_id)
    if (connection?.status !== "active") return []
    const { everybody, byGroup, mapping } = ssoAssignments(project, connection)
    const groups = groupsIn(sso_attributes, mapping)
    return [
      ...everybody.map(({ role_id }): Grant => [role_id, { type: "sso_connection", details: { connection_id } }]),
      ...byGroup
        .filter(({ group }) => groups.includes(group))
        .map(({ role_id, group }): Grant => [
          role_id,
          { type: "sso_connection_group", details: { connection_id, group } },
        ]),
    ]
  })

const emailGrants = (organization: Organization | undefined, member: Member): ReadonlyArray<Grant> =>
  (organization?.rbac_email_implicit_role_assignments ?? [])
    .filter(({ domain }) => domain.toLowerCase() === domainOf(member.email_address))
    .map(({ domain, role_id }) => [role_id, { type: "email_assignment", details: { domain } }])

const scimGrants = (project: Project, member: Member): ReadonlyArray<Grant> => {
  const connection = project.scimConnections.get(member.scim_registration?.connection_id ?? "")
  if (connection?.status !== "active") return []
  const { connection_id } = connection
  return connection.scim_group_implicit_role_assignments
    .filter(({ group_id }) => project.scimGroups.get(group_id)?.members.includes(member.member_id))
    .map(({ role_id, group_id }) => [role_id, { type: "scim_connection_group", details: { connection_id, group_id } }])
}

/** The roles that somebody gave a member by name. */
export const directRoleIds = (member: Member): Array<string> =>
  member.roles.flatMap(({ role_id, sources }) =>
    sources.some(({ type }) => type === "direct_assignment") ? [role_id] : [],
  )

/** Everybody has `stytch_member`; only who was deleted may have lost it. */
const withMemberRole = ({ status }: Member, direct: ReadonlyArray<string>): ReadonlyArray<string> =>
  status === "deleted" ? direct : [...new Set(["stytch_member", ...direct])]

/** The member with the roles that follow from its direct ones, its address, its SSO registrations and its SCIM groups. */
export const withRoles = (
  project: Project,
  member: Member,
  direct: ReadonlyArray<string> = directRoleIds(member),
): Member => {
  const grants: ReadonlyArray<Grant> = [
    ...withMemberRole(member, direct).map((role_id): Grant => [role_id, { type: "direct_assignment", details: {} }]),
    ...emailGrants(project.organizations.get(member.organization_id), member),
    ...ssoGrants(project, member),
    ...scimGrants(project, member),
  ]
  const organization = project.organizations.get(member.organization_id)
  const byRole = new Map<string, Array<MemberRoleSource>>()
  for (const [role, source] of grants.filter(([role]) => isKnownRole(organization, role)))
    byRole.set(role, [...(byRole.get(role) ?? []), source])
  const roles: Array<MemberRole> = [...byRole].map(([role_id, sources]) => ({ role_id, sources }))
  return { ...member, roles, is_admin: byRole.has("stytch_admin") }
}

/** After a change of what roles follow from: gives the organization's members theirs, and tells of each whose roles changed. */
export const refreshRoles = (
  project: Project,
  organizationId: string,
  source?: Source,
  concerned: (member: Member) => boolean = () => true,
): void => {
  for (const member of project.membersByOrganization(organizationId)) {
    if (member.status === "deleted" || !concerned(member)) continue
    const after = withRoles(project, member)
    if (JSON.stringify(after) === JSON.stringify(member)) continue
    const saved = project.members.put(member.member_id, { ...after, updated_at: iso(project.clock.now()) })
    emitMember(project, "UPDATE", saved, source)
  }
}

const isBySso = ({ type }: MemberRoleSource) => type === "sso_connection" || type === "sso_connection_group"

/** The connections whose proof a session holds. */
const provenConnections = (factors: ReadonlyArray<Factor>) =>
  factors.flatMap(({ saml_sso_factor, oidc_sso_factor }) => [
    ...(saml_sso_factor ? [saml_sso_factor.provider_id] : []),
    ...(oidc_sso_factor ? [oidc_sso_factor.provider_id] : []),
  ])

/** The roles that count in a session: what a connection gives counts only where the session has a factor from that connection. */
export const sessionRoleIds = (member: Member, factors: ReadonlyArray<Factor>): Array<string> => {
  const proven = provenConnections(factors)
  const counts = (source: MemberRoleSource) =>
    !isBySso(source) || proven.includes(String(source.details?.["connection_id"]))
  return member.roles.flatMap(({ role_id, sources }) => (sources.some(counts) ? [role_id] : []))
}

/** The connections from which a member has a role as well that it was given by name. */
export const connectionsGranting = (member: Member, roleIds: ReadonlyArray<string>): ReadonlyArray<string> =>
  member.roles
    .filter(({ role_id }) => roleIds.includes(role_id))
    .flatMap(({ sources }) => sources.filter(isBySso).map(({ details }) => String(details?.["connection_id"])))

export const hasFactorFrom = (factors: ReadonlyArray<Factor>, connectionIds: ReadonlyArray<string>): boolean =>
  provenConnections(factors).some((id) => connectionIds.includes(id))
