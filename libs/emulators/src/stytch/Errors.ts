import { randomUUID } from "node:crypto"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { enterpriseErrors } from "./EnterpriseErrors.ts"
import { loginErrors } from "./LoginErrors.ts"
import { settingErrors } from "./SettingErrors.ts"

/** Stytch's names for what can go wrong, with the HTTP status and the text of each. */
export const errors = {
  ...enterpriseErrors,
  ...loginErrors,
  ...settingErrors,
  bad_request: [400, "The request could not be understood."],
  invalid_email: [400, "The email address is invalid."],
  invalid_organization_slug: [
    400,
    "The organization slug must be 2 to 128 characters of A-Z, a-z, 0-9, '-', '.', '_' and '~'.",
  ],
  organization_slug_already_used: [400, "The organization slug is already used by another organization."],
  organization_settings_domain_too_common: [400, "The email domain is too common to be allowed for an organization."],
  duplicate_member_email: [400, "A member with this email address already exists in this organization."],
  duplicate_member_external_id: [400, "A member with this external id already exists in this organization."],
  invalid_email_for_invites: [400, "The organization's settings do not allow inviting this email address."],
  invalid_email_for_jit_provisioning: [400, "The email address's domain may not join this organization by itself."],
  email_jit_provisioning_not_allowed: [400, "The organization does not allow members to join by email domain."],
  operation_restricted_by_organization_auth_methods: [400, "The organization does not allow this way to log in."],
  invalid_rbac_role_assignment: [400, "At least one role does not exist in the project's RBAC policy."],
  email_unverified_for_reactivation: [400, "Only a member with a verified email address can be reactivated."],
  reactivation_email_belongs_to_another_member: [
    400,
    "Another member of the organization has this email address by now.",
  ],
  invalid_session_duration_minutes: [400, "session_duration_minutes must be between 5 and 527040."],
  invalid_expiration_minutes: [400, "The expiration must be between 5 and 10080 minutes."],
  no_session_arguments: [400, "One of intermediate_session_token, session_token and session_jwt is required."],
  too_many_session_arguments: [
    400,
    "Only one of intermediate_session_token, session_token and session_jwt may be given.",
  ],
  no_session_revoke_arguments: [400, "One of member_session_id, session_token, session_jwt and member_id is required."],
  no_match_for_provided_magic_link_url: [400, "The redirect URL does not match any of the project's redirect URLs."],
  pkce_expected_code_verifier: [400, "A PKCE code verifier is required, because the flow began with a code challenge."],
  pkce_mismatch: [400, "The PKCE code verifier does not match the code challenge."],
  weak_password: [400, "The password is too weak."],
  breached_password: [400, "The password has appeared in a breach and may not be used."],
  unauthorized_credentials: [401, "Unauthorized credentials."],
  cannot_update_trusted_metadata: [401, "Trusted metadata cannot be changed with a member's session."],
  unable_to_auth_magic_link: [
    401,
    "The magic link could not be authenticated because it was either already used or expired. Send another magic link to this user.",
  ],
  unable_to_auth_password_reset_token: [
    401,
    "The password reset token could not be authenticated because it was either already used or expired. Start another password reset.",
  ],
  session_authorization_error: [403, "The member is not allowed to perform this action."],
  session_authorization_tenancy_error: [403, "The member belongs to another organization."],
  magic_link_not_found: [404, "Magic link could not be found."],
  password_reset_token_not_found: [404, "Password reset token could not be found."],
  session_not_found: [404, "Session could not be found."],
  intermediate_session_not_found: [404, "Intermediate session could not be found."],
  organization_not_found: [404, "Organization could not be found."],
  member_not_found: [404, "Member could not be found."],
  member_password_not_found: [404, "The member has no password."],
  project_not_found: [404, "Project could not be found."],
  route_not_found: [404, "The requested route could not be found."],
  method_not_allowed: [405, "The requested route does not offer this method."],
  too_many_requests: [429, "Too many requests have been made."],
  internal_server_error: [500, "Oops, something seems to have gone wrong. The request may be tried again."],
} satisfies Record<string, readonly [ContentfulStatusCode, string]>

export type ErrorType = keyof typeof errors

/** Thrown by whatever refuses a request; the app answers with it in Stytch's shape. */
export class StytchFailure extends Error {
  readonly type: ErrorType
  constructor(type: ErrorType, message: string = errors[type][1]) {
    super(message)
    this.type = type
  }
  get status(): ContentfulStatusCode {
    return errors[this.type][0]
  }
}

export const requestId = () => `request-id-test-${randomUUID()}`

export const errorBody = (status: number, type: string, message: string) => ({
  status_code: status,
  request_id: requestId(),
  error_type: type,
  error_message: message,
  error_url: `https://stytch.com/docs/b2b/api/errors/${status}#${type}`,
})

/** The error that stands for a status, when a fault asks for nothing but the status. */
export const typeForStatus = (status: number): ErrorType =>
  status === 429
    ? "too_many_requests"
    : status === 401
      ? "unauthorized_credentials"
      : status >= 500
        ? "internal_server_error"
        : "bad_request"
