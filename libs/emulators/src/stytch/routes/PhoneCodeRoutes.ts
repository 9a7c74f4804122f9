import { Hono } from "hono"
import type {
  B2BOrganizationsMembersDeleteMFAPhoneNumberResponse,
  B2BOTPSmsAuthenticateRequest,
  B2BOTPSmsAuthenticateResponse,
  B2BOTPSmsSendRequest,
  B2BOTPSmsSendResponse,
  Member,
} from "stytch"
import { spendCode } from "../Codes.ts"
import { StytchFailure } from "../Errors.ts"
import { body, param, reply, replyAuthenticated } from "../Http.ts"
import { findMember, setMember } from "../Members.ts"
import {
  allowNewFactor,
  checkEnrollmentWish,
  completeMfa,
  optionalBearer,
  requiredBearer,
  secondaryFactor,
} from "../Mfa.ts"
import { mayUse } from "../MfaMethods.ts"
import { findOrganization } from "../Organizations.ts"
import { parsePhone, phoneCodeKey, sendPhoneCode } from "../PhoneCodes.ts"
import type { Project } from "../Project.ts"

const send = async (project: Project, request: B2BOTPSmsSendRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const before = findMember(project, organization, request.member_id)
  const bearer = await optionalBearer(project, organization, before, request)
  const phone = request.mfa_phone_number ? parsePhone(request.mfa_phone_number) : before.mfa_phone_number
  if (!phone) throw new StytchFailure("member_phone_number_not_found")
  if (before.mfa_phone_number && before.mfa_phone_number !== phone)
    throw new StytchFailure("duplicate_member_phone_number_for_member")
  if (!before.mfa_phone_number) allowNewFactor(organization, before, "sms_otp", bearer)
  if (!mayUse(organization, "sms_otp")) throw new StytchFailure("operation_restricted_by_organization_mfa_methods")
  const member = setMember(project, before, { mfa_phone_number: phone })
  sendPhoneCode(project, organization, member)
  return { member_id: member.member_id, member, organization }
}

const authenticate = async (project: Project, request: B2BOTPSmsAuthenticateRequest) => {
  checkEnrollmentWish(request)
  const organization = findOrganization(project, request.organization_id)
  const before = findMember(project, organization, request.member_id)
  const bearer = await requiredBearer(project, organization, before, request)
  const phone_number = spendCode(project, phoneCodeKey(before), request.code, before.member_id, [before])
  const member = setMember(project, before, { mfa_phone_number_verified: true })
  const phone_id = member.member_id.replace("member-", "member-phone-")
  const factor = secondaryFactor(project, {
    type: "otp",
    delivery_method: "sms",
    phone_number_factor: { phone_id, phone_number },
  })
  return completeMfa(project, organization, member, bearer, factor, request, "sms_otp")
}

const remove = (project: Project, organizationKey: string, memberKey: string) => {
  const organization = findOrganization(project, organizationKey)
  const before = findMember(project, organization, memberKey)
  if (!before.mfa_phone_number) throw new StytchFailure("member_phone_number_not_found")
  project.codes.delete(phoneCodeKey(before))
  const changes: Partial<Member> = { mfa_phone_number: "", mfa_phone_number_verified: false }
  const next = before.totp_registration_id ? "totp" : ""
  const member = setMember(project, before, {
    ...changes,
    default_mfa_method: before.default_mfa_method === "sms_otp" ? next : before.default_mfa_method,
  })
  return { member_id: member.member_id, member, organization }
}

/** The second step by text message. */
export const phoneCodeRoutes = (project: Project): Hono =>
  new Hono()
    .post("/otps/sms/send", async (c) => {
      const request = await body<B2BOTPSmsSendRequest>(c, "organization_id", "member_id")
      return reply<B2BOTPSmsSendResponse>(c, await send(project, request))
    })
    .post("/otps/sms/authenticate", async (c) => {
      const request = await body<B2BOTPSmsAuthenticateRequest>(c, "organization_id", "member_id", "code")
      return replyAuthenticated<B2BOTPSmsAuthenticateResponse>(c, await authenticate(project, request))
    })
    .delete("/organizations/:organization_id/members/mfa_phone_numbers/:member_id", (c) =>
      reply<B2BOrganizationsMembersDeleteMFAPhoneNumberResponse>(
        c,
        remove(project, param(c, "organization_id"), param(c, "member_id")),
      ),
    )
