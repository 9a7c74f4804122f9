import type { Organization } from "stytch"
import { checkAuthSettings } from "./AuthMethods.ts"
import { StytchFailure } from "./Errors.ts"
import { refreshRoles } from "./ImplicitRoles.ts"
import { mergeMetadata } from "./Metadata.ts"
import { checkMfaSettings } from "./MfaMethods.ts"
import { checkSettings } from "./OrganizationChecks.ts"
import { authSettings, defaults, given } from "./OrganizationSettings.ts"
import type { OrganizationFields } from "./OrganizationSettings.ts"
import { iso, newId } from "./Project.ts"
import type { Project } from "./Project.ts"
import { emitOrganization, emitOrganizationDeletion } from "./Webhooks.ts"

/** By id, slug or external id. */
export const findOrganization = (project: Project, key: string): Organization => {
  const found =
    project.organizations.get(key) ??
    project
      .organizationsByName(key.toLowerCase())
      .find(({ organization_slug }) => organization_slug.toLowerCase() === key.toLowerCase()) ??
    project.organizationsByName(key).find(({ organization_external_id }) => organization_external_id === key)
  if (!found) throw new StytchFailure("organization_not_found")
  return found
}

const isTaken = (project: Project, slug: string, but?: string): boolean =>
  project
    .organizationsByName(slug.toLowerCase())
    .some((each) => each.organization_id !== but && each.organization_slug.toLowerCase() === slug.toLowerCase())

/** A free slug made from a name. */
const slugFor = (project: Project, name: string): string => {
  const base = name
    .toLowerCase()
    .replace(/[^a-z0-9._~]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 100)
    .padEnd(2, "0")
  for (let suffix = 1; ; suffix += 1) {
    const slug = suffix === 1 ? base : `${base}-${suffix}`
    if (!isTaken(project, slug)) return slug
  }
}

const check = (project: Project, fields: OrganizationFields, before?: Organization): void => {
  const id = before?.organization_id
  checkAuthSettings(fields, before ?? {})
  checkMfaSettings(fields, before ?? {})
  const { organization_slug, organization_external_id, organization_name } = fields
  if (organization_name !== undefined && (organization_name === "" || organization_name.length > 128))
    throw new StytchFailure("bad_request", "organization_name must have 1 to 128 characters.")
  if (organization_slug !== undefined) {
    if (!/^[A-Za-z0-9\-._~]{2,128}$/.test(organization_slug)) throw new StytchFailure("invalid_organization_slug")
    if (isTaken(project, organization_slug, id)) throw new StytchFailure("organization_slug_already_used")
  }
  if (organization_external_id === undefined) return
  if (!/^[\w.|-]{1,128}$/.test(organization_external_id)) throw new StytchFailure("invalid_organization_external_id")
  const sameExternalId = (each: Organization) =>
    each.organization_id !== id && each.organization_external_id === organization_external_id
  if (project.organizationsByName(organization_external_id).some(sameExternalId))
    throw new StytchFailure("organization_external_id_already_used")
}

export const createOrganization = (
  project: Project,
  fields: OrganizationFields & { organization_name: string },
): Organization => {
  const settings = given(fields)
  check(project, settings)
  const now = iso(project.clock.now())
  const invites = authSettings.some((name) => settings[name] !== undefined) ? "NOT_ALLOWED" : "ALL_ALLOWED"
  const organization: Organization = {
    ...defaults,
    email_invites: invites,
    ...settings,
    organization_id: newId("organization"),
    organization_name: fields.organization_name,
    organization_slug: settings.organization_slug ?? slugFor(project, fields.organization_name),
    trusted_metadata: mergeMetadata({}, fields.trusted_metadata),
    created_at: now,
    updated_at: now,
  }
  checkSettings(project, organization, settings)
  project.organizations.put(organization.organization_id, organization)
  emitOrganization(project, "CREATE", organization)
  return organization
}

/** Keeps a changed organization and tells of it. */
export const saveOrganization = (project: Project, changed: Organization): Organization => {
  const organization = { ...changed, updated_at: iso(project.clock.now()) }
  project.organizations.put(organization.organization_id, organization)
  emitOrganization(project, "UPDATE", organization)
  return organization
}

export const updateOrganization = (
  project: Project,
  before: Organization,
  fields: OrganizationFields,
): Organization => {
  const settings = given(fields)
  check(project, settings, before)
  const organization: Organization = {
    ...before,
    ...settings,
    trusted_metadata: mergeMetadata(before.trusted_metadata, fields.trusted_metadata),
  }
  checkSettings(project, organization, settings)
  const saved = saveOrganization(project, organization)
  if (settings.rbac_email_implicit_role_assignments) refreshRoles(project, organization.organization_id)
  return saved
}

const forgetConnections = (project: Project, organizationId: string): void => {
  const isOf = (each: { organization_id: string }) => each.organization_id === organizationId
  for (const { connection_id } of project.ssoConnections.all().filter(isOf))
    project.ssoConnections.delete(connection_id)
  for (const { id } of project.scimGroups.all().filter(isOf)) project.scimGroups.delete(id)
  for (const { connection_id } of project.scimConnections.all().filter(isOf)) {
    for (const { id } of project.scimUsersByConnection(connection_id)) project.scimUsers.delete(id)
    project.scimConnections.delete(connection_id)
  }
}

/** Forgets the organization and its connections; its members are the caller's concern. Whether Stytch tells of each member is unknown: here it does not. */
export const deleteOrganization = (project: Project, organization: Organization): void => {
  project.organizations.delete(organization.organization_id)
  forgetConnections(project, organization.organization_id)
  emitOrganizationDeletion(project, organization.organization_id)
}
