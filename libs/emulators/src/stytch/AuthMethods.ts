import type { Member, Organization } from "stytch"
import { StytchFailure } from "./Errors.ts"
import type { OrganizationFields } from "./OrganizationSettings.ts"

/** The names of all primary methods in an organization's settings. */
export const authMethods = [
  "sso",
  "magic_link",
  "email_otp",
  "password",
  "google_oauth",
  "microsoft_oauth",
  "slack_oauth",
  "github_oauth",
  "hubspot_oauth",
] as const

/** Refuses to send mail that could not log anybody in. */
export const allowMailMethod = (
  organization: Organization,
  member: Member | undefined,
  method: "magic_link" | "email_otp",
): void => {
  const restricted = organization.auth_methods === "RESTRICTED" && !member?.is_breakglass
  if (restricted && !organization.allowed_auth_methods.includes(method))
    throw new StytchFailure("operation_restricted_by_organization_auth_methods")
}

/** Refuses settings of the primary methods that contradict themselves. `fields` are the ones that change. */
export const checkAuthSettings = (fields: OrganizationFields, before: Partial<Organization>): void => {
  const { auth_methods, allowed_auth_methods } = { ...before, ...fields }
  if (allowed_auth_methods?.some((method) => !authMethods.some((known) => known === method)))
    throw new StytchFailure("invalid_organization_allowed_auth_methods")
  if (auth_methods === "RESTRICTED" && !allowed_auth_methods?.length)
    throw new StytchFailure("allowed_auth_methods_required_for_restricted")
}
