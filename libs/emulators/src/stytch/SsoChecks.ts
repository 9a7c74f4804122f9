import type { Organization } from "stytch"
import { StytchFailure } from "./Errors.ts"
import type { ErrorType } from "./Errors.ts"
import { checkRoles } from "./Rbac.ts"

const providers = [
  "classlink",
  "cyberark",
  "duo",
  "generic",
  "google-workspace",
  "jumpcloud",
  "keycloak",
  "miniorange",
  "microsoft-entra",
  "okta",
  "onelogin",
  "pingfederate",
  "rippling",
  "salesforce",
  "shibboleth",
]

export const checkNaming = (fields: { identity_provider?: string; display_name?: string }): void => {
  if (fields.identity_provider && !providers.includes(fields.identity_provider))
    throw new StytchFailure("invalid_sso_idp")
  if ((fields.display_name ?? "").length > 128) throw new StytchFailure("invalid_display_name")
}

/** A URL is http or https, or empty, which takes a value away. */
export const checkUrl = (value: string | undefined, type: ErrorType): void => {
  if (value && !(URL.canParse(value) && /^https?:/.test(value))) throw new StytchFailure(type)
}

export const checkMapping = (mapping: Record<string, unknown> | undefined): void => {
  if (!mapping) return
  if (Object.values(mapping).some((value) => typeof value !== "string"))
    throw new StytchFailure("saml_connection_no_nested_keys_in_attribute_mapping")
  if (!mapping["email"]) throw new StytchFailure("saml_connection_email_mapping_required")
  if (!mapping["full_name"] && !(mapping["first_name"] && mapping["last_name"]))
    throw new StytchFailure("saml_connection_name_mapping_required")
}

/** Roles that a connection gives: to everybody, and by the name of a group, which the mapping has to name. */
export const checkAssignments = (
  organization: Organization,
  everybody: ReadonlyArray<{ role_id: string }> = [],
  byGroup: ReadonlyArray<{ role_id: string; group: string }> = [],
  mapping: Record<string, unknown> | undefined,
): void => {
  checkRoles(
    organization,
    [...everybody, ...byGroup].map(({ role_id }) => role_id),
  )
  if (byGroup.some(({ group }) => !group))
    throw new StytchFailure("saml_group_role_assignment_does_not_contain_member_group")
  if (byGroup.length > 0 && !mapping?.["groups"])
    throw new StytchFailure("saml_connection_attribute_mapping_missing_groups_key")
}
