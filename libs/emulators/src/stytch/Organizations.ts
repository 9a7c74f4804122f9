import type { Organization } from "stytch"
import { checkAuthSettings } from "./AuthMethods.ts"
import { isCommonDomain } from "./Emails.ts"
import { StytchFailure } from "./Errors.ts"
import { mergeMetadata } from "./Metadata.ts"
import { checkMfaSettings } from "./MfaMethods.ts"
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
  const { organization_slug, organization_external_id, organization_name, email_allowed_domains = [] } = fields
  if (organization_name !== undefined && (organization_name === "" || organization_name.length > 128))
    throw new StytchFailure("bad_request", "organization_name must have 1 to 128 characters.")
  if (organization_slug !== undefined) {
    if (!/^[A-Za-z0-9\-._~]{2,128}$/.test(organization_slug)) throw new StytchFailure("invalid_organization_slug")
    if (isTaken(project, organization_slug, id)) throw new StytchFailure("organization_slug_already_used")
  }
  const sameExternalId = (each: Organization) =>
    each.organization_id !== id && each.organization_external_id === organization_external_id
  if (organization_external_id !== undefined && project.organizations.all().some(sameExternalId))
    throw new StytchFailure("duplicate_organization_external_id")
  if (email_allowed_domains.some(isCommonDomain)) throw new StytchFailure("organization_settings_domain_too_common")
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
  project.organizations.put(organization.organization_id, organization)
  emitOrganization(project, "CREATE", organization)
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
    updated_at: iso(project.clock.now()),
  }
  project.organizations.put(organization.organization_id, organization)
  emitOrganization(project, "UPDATE", organization)
  return organization
}

/** Forgets the organization; its members are the caller's concern. Whether Stytch tells of each member is unknown: here it does not. */
export const deleteOrganization = (project: Project, organization: Organization): void => {
  project.organizations.delete(organization.organization_id)
  emitOrganizationDeletion(project, organization.organization_id)
}
