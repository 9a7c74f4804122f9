import type { Member, MfaRequired, Organization } from "stytch"
import type { OrganizationFields } from "./OrganizationSettings.ts"
import { StytchFailure } from "./Errors.ts"
import type { MemberFields } from "./Members.ts"
import { parsePhone, sendPhoneCode } from "./PhoneCodes.ts"
import type { Factor, Project } from "./Project.ts"

export const mfaMethods = ["sms_otp", "totp"] as const
export type MfaMethod = (typeof mfaMethods)[number]

export const mayUse = (organization: Organization, method: MfaMethod): boolean =>
  organization.mfa_methods !== "RESTRICTED" || organization.allowed_mfa_methods.includes(method)

/** Whether a member must prove a second factor, and with what it can; nothing has been sent yet. */
export const missingMfa = (
  organization: Organization,
  member: Member | undefined,
  factors: ReadonlyArray<Factor>,
): MfaRequired | undefined => {
  const wanted = organization.mfa_policy === "REQUIRED_FOR_ALL" || member?.mfa_enrolled
  if (!wanted || factors.some(({ sequence_order }) => sequence_order === "SECONDARY")) return undefined
  const mfa_phone_number = mayUse(organization, "sms_otp") ? (member?.mfa_phone_number ?? "") : ""
  const totp_registration_id = mayUse(organization, "totp") ? (member?.totp_registration_id ?? "") : ""
  return mfa_phone_number || totp_registration_id ? { member_options: { mfa_phone_number, totp_registration_id } } : {}
}

/** Texts a code where the member is to use its phone, as the authenticate calls (and not discovery) do. */
export const beginMfa = (
  project: Project,
  organization: Organization,
  member: Member,
  required: MfaRequired,
): MfaRequired => {
  const { mfa_phone_number = "", totp_registration_id = "" } = required.member_options ?? {}
  if (!mfa_phone_number || (totp_registration_id && member.default_mfa_method === "totp")) return required
  try {
    sendPhoneCode(project, organization, member)
  } catch (refused) {
    // Too many texts lately: the log-in goes on, and the member may ask for another one later.
    if (!(refused instanceof StytchFailure)) throw refused
    return required
  }
  return { ...required, secondary_auth_initiated: "sms_otp" }
}

/** Refuses settings of a second factor that contradict themselves. `fields` are the ones that change. */
export const checkMfaSettings = (fields: OrganizationFields, before: Partial<Organization>): void => {
  const { mfa_policy, allowed_mfa_methods, mfa_methods } = { ...before, ...fields }
  if (mfa_policy !== undefined && mfa_policy !== "OPTIONAL" && mfa_policy !== "REQUIRED_FOR_ALL")
    throw new StytchFailure("invalid_organization_mfa_policy")
  if (allowed_mfa_methods?.some((method) => !mfaMethods.some((known) => known === method)))
    throw new StytchFailure("invalid_organization_allowed_mfa_methods")
  if (mfa_methods === "RESTRICTED" && !allowed_mfa_methods?.length)
    throw new StytchFailure("allowed_mfa_methods_required_for_restricted")
}

/** The fields of a member's second factor, checked; `before` is undefined for a new member. */
export const checkMfaFields = (fields: MemberFields, before: Member | undefined): MemberFields => {
  const { mfa_phone_number, default_mfa_method } = fields
  const phone = mfa_phone_number ? parsePhone(mfa_phone_number) : undefined
  if (phone && before?.mfa_phone_number && before.mfa_phone_number !== phone)
    throw new StytchFailure("duplicate_member_phone_number_for_member")
  if (default_mfa_method && !mfaMethods.some((known) => known === default_mfa_method))
    throw new StytchFailure("invalid_mfa_default_method")
  const has = {
    sms_otp: before?.mfa_phone_number_verified === true,
    totp: (before?.totp_registration_id ?? "") !== "",
  }
  if (default_mfa_method && before && !has[default_mfa_method === "totp" ? "totp" : "sms_otp"])
    throw new StytchFailure("default_mfa_member_missing_factor")
  return phone ? { ...fields, mfa_phone_number: phone } : fields
}
