import type { Member, Organization } from "stytch"
import { issueCode } from "./Codes.ts"
import { StytchFailure } from "./Errors.ts"
import type { Project } from "./Project.ts"

export const parsePhone = (number: string): string => {
  const phone = number.replace(/[\s()-]/g, "")
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) throw new StytchFailure("invalid_phone_number")
  return phone
}

export const phoneCodeKey = (member: Member): string => `sms:${member.member_id}`

/** Texts a code of two minutes to the member's phone; it replaces the one before. */
export const sendPhoneCode = (project: Project, organization: Organization, member: Member): void => {
  const to = member.mfa_phone_number
  const code = issueCode(project, phoneCodeKey(member), to, 2)
  project.deliver.sms({ to, text: `Your ${organization.organization_name} verification code is: ${code}` })
}
