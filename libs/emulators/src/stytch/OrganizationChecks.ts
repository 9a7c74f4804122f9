import type { Organization } from "stytch"
import { isCommonDomain } from "./Emails.ts"
import { StytchFailure } from "./Errors.ts"
import type { ErrorType } from "./Errors.ts"
import type { OrganizationFields } from "./OrganizationSettings.ts"
import type { Project } from "./Project.ts"
import { checkRoles } from "./Rbac.ts"
import { connectionsOf } from "./SsoConnections.ts"

const all = ["ALL_ALLOWED", "RESTRICTED", "NOT_ALLOWED"]
const open = ["ALL_ALLOWED", "RESTRICTED"]
const closed = ["RESTRICTED", "NOT_ALLOWED"]

const choices = [
  ["sso_jit_provisioning", all, "invalid_organization_auth_factor_setting"],
  ["email_invites", all, "invalid_organization_auth_factor_setting"],
  ["email_jit_provisioning", closed, "invalid_organization_auth_factor_setting_for_email_jit_provisioning"],
  [
    "oauth_tenant_jit_provisioning",
    closed,
    "invalid_organization_auth_factor_setting_for_oauth_tenant_jit_provisioning",
  ],
  ["auth_methods", open, "invalid_organization_auth_method_settings"],
  ["mfa_methods", open, "invalid_organization_mfa_factor_setting"],
  ["mfa_policy", ["OPTIONAL", "REQUIRED_FOR_ALL"], "invalid_organization_mfa_policy"],
  ["first_party_connected_apps_allowed_type", all, "invalid_organization_auth_factor_setting"],
  ["third_party_connected_apps_allowed_type", all, "invalid_organization_auth_factor_setting"],
] as const satisfies ReadonlyArray<readonly [keyof Organization, ReadonlyArray<string>, ErrorType]>

const authMethods = [
  "sso",
  "magic_link",
  "email_otp",
  "password",
  "google_oauth",
  "microsoft_oauth",
  "slack_oauth",
  "github_oauth",
  "hubspot_oauth",
]

const refuseIf = (is: boolean, type: ErrorType): void => {
  if (is) throw new StytchFailure(type)
}

const isDomain = (domain: unknown) =>
  typeof domain === "string" && /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i.test(domain)

const hasTwice = (values: ReadonlyArray<string>) =>
  new Set(values.map((value) => value.toLowerCase())).size < values.length

const checkDomains = ({ email_allowed_domains: domains = [] }: OrganizationFields): void => {
  refuseIf(!domains.every(isDomain), "organization_settings_invalid_domain")
  refuseIf(domains.some(isCommonDomain), "organization_settings_domain_too_common")
  refuseIf(hasTwice(domains), "organization_settings_duplicate_domain")
}

const checkClaims = (
  project: Project,
  { claimed_email_domains: domains = [] }: OrganizationFields,
  id?: string,
): void => {
  if (domains.length === 0) return
  refuseIf(!domains.every(isDomain), "organization_settings_invalid_claimed_domain")
  refuseIf(domains.some(isCommonDomain), "organization_settings_claimed_domain_too_common")
  const others = project.organizations.all().filter(({ organization_id }) => organization_id !== id)
  const taken = others.flatMap(({ claimed_email_domains }) => claimed_email_domains)
  refuseIf(hasTwice([...new Set(taken), ...domains]), "organization_settings_duplicate_claimed_domain")
}

const checkTenants = ({ allowed_oauth_tenants: tenants = {} }: OrganizationFields): void => {
  const isList = (value: unknown) => Array.isArray(value) && value.every((each) => typeof each === "string")
  refuseIf(!Object.values(tenants).every(isList), "invalid_oauth_allowed_tenants_format")
}

const checkAssignments = (organization: Organization, fields: OrganizationFields): void => {
  const assignments = fields.rbac_email_implicit_role_assignments ?? []
  refuseIf(!assignments.every(({ domain }) => isDomain(domain)), "rbac_invalid_domain")
  refuseIf(
    assignments.some(({ domain }) => isCommonDomain(domain)),
    "rbac_domain_too_common",
  )
  checkRoles(
    organization,
    assignments.map(({ role_id }) => role_id),
  )
}

/** What is restricted must say to what. */
const checkRestrictions = (organization: Organization, fields: OrganizationFields): void => {
  const isNewly = (...names: ReadonlyArray<keyof OrganizationFields>) =>
    names.some((name) => fields[name] !== undefined)
  const { allowed_auth_methods, allowed_mfa_methods, email_allowed_domains } = organization
  refuseIf(
    isNewly("auth_methods", "allowed_auth_methods") &&
      organization.auth_methods === "RESTRICTED" &&
      allowed_auth_methods.length === 0,
    "allowed_auth_methods_required_for_restricted",
  )
  refuseIf(
    isNewly("mfa_methods", "allowed_mfa_methods") &&
      organization.mfa_methods === "RESTRICTED" &&
      allowed_mfa_methods.length === 0,
    "allowed_mfa_methods_required_for_restricted",
  )
  refuseIf(
    isNewly("email_jit_provisioning", "email_invites", "email_allowed_domains") &&
      [organization.email_jit_provisioning, organization.email_invites].includes("RESTRICTED") &&
      email_allowed_domains.length === 0,
    "invalid_restricted_email_setting",
  )
  refuseIf(
    isNewly("oauth_tenant_jit_provisioning", "allowed_oauth_tenants") &&
      organization.oauth_tenant_jit_provisioning === "RESTRICTED" &&
      Object.keys(organization.allowed_oauth_tenants ?? {}).length === 0,
    "invalid_restricted_oauth_tenants_setting",
  )
}

const checkConnections = (project: Project, organization: Organization, fields: OrganizationFields): void => {
  const mine = connectionsOf(project, organization.organization_id)
  const chosen = fields.sso_default_connection_id
  const isActive = mine.some(({ connection_id, status }) => connection_id === chosen && status === "active")
  refuseIf(Boolean(chosen) && !isActive, "invalid_sso_default_connection_id")
  const allowed = fields.sso_jit_provisioning_allowed_connections ?? []
  refuseIf(
    !allowed.every((id) => mine.some(({ connection_id }) => connection_id === id)),
    "invalid_connection_for_jit_provisioning",
  )
}

/** Refuses settings that Stytch would; `organization` is what they would make, `fields` what was asked for. */
export const checkSettings = (project: Project, organization: Organization, fields: OrganizationFields): void => {
  for (const [name, values, type] of choices) refuseIf(!values.some((value) => value === organization[name]), type)
  const { allowed_auth_methods: ways = [], allowed_mfa_methods: second = [] } = fields
  refuseIf(!ways.every((method) => authMethods.includes(method)), "invalid_organization_allowed_auth_methods")
  refuseIf(!second.every((method) => ["sms_otp", "totp"].includes(method)), "invalid_organization_allowed_mfa_methods")
  refuseIf((fields.organization_logo_url ?? "").length > 2048, "organization_logo_url_too_long")
  checkDomains(fields)
  checkClaims(project, fields, organization.organization_id)
  checkTenants(fields)
  checkAssignments(organization, fields)
  checkRestrictions(organization, fields)
  checkConnections(project, organization, fields)
}
