import type { B2BOrganizationsUpdateRequest, Organization } from "stytch"

/** What may be said of an organization when it is made or changed. */
export type OrganizationFields = Partial<Omit<B2BOrganizationsUpdateRequest, "organization_id">>

/** What an organization has that nobody set. */
export const defaults = {
  organization_logo_url: "",
  sso_jit_provisioning: "ALL_ALLOWED",
  sso_jit_provisioning_allowed_connections: [],
  sso_active_connections: [],
  email_allowed_domains: [],
  email_jit_provisioning: "NOT_ALLOWED",
  email_invites: "ALL_ALLOWED",
  auth_methods: "ALL_ALLOWED",
  allowed_auth_methods: [],
  mfa_policy: "OPTIONAL",
  rbac_email_implicit_role_assignments: [],
  mfa_methods: "ALL_ALLOWED",
  allowed_mfa_methods: [],
  oauth_tenant_jit_provisioning: "NOT_ALLOWED",
  claimed_email_domains: [],
  first_party_connected_apps_allowed_type: "ALL_ALLOWED",
  allowed_first_party_connected_apps: [],
  third_party_connected_apps_allowed_type: "ALL_ALLOWED",
  allowed_third_party_connected_apps: [],
  custom_roles: [],
} satisfies Partial<Organization>

const settable = [
  "organization_name",
  "organization_slug",
  "organization_logo_url",
  "organization_external_id",
  "sso_default_connection_id",
  "sso_jit_provisioning",
  "sso_jit_provisioning_allowed_connections",
  "email_allowed_domains",
  "email_jit_provisioning",
  "email_invites",
  "auth_methods",
  "allowed_auth_methods",
  "mfa_policy",
  "rbac_email_implicit_role_assignments",
  "mfa_methods",
  "allowed_mfa_methods",
  "oauth_tenant_jit_provisioning",
  "allowed_oauth_tenants",
  "claimed_email_domains",
  "first_party_connected_apps_allowed_type",
  "allowed_first_party_connected_apps",
  "third_party_connected_apps_allowed_type",
  "allowed_third_party_connected_apps",
] as const satisfies ReadonlyArray<keyof OrganizationFields & keyof Organization>

/** Who sets any of these at creation must set `email_invites`, too, or nobody can be invited. */
export const authSettings = settable.filter((name) =>
  /jit|domains|invites|auth_methods|mfa|role_assignments|tenants/.test(name),
)

/** The settings that a request names. */
export const given = (fields: OrganizationFields): OrganizationFields =>
  Object.fromEntries(
    settable.flatMap((name) => (fields[name] === undefined || fields[name] === null ? [] : [[name, fields[name]]])),
  )
