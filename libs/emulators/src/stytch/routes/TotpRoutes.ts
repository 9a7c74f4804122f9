import { Hono } from "hono"
import type {
  B2BOrganizationsMembersDeleteTOTPResponse,
  B2BTOTPsAuthenticateRequest,
  B2BTOTPsAuthenticateResponse,
  B2BTOTPsCreateRequest,
  B2BTOTPsCreateResponse,
  B2BTOTPsMigrateRequest,
  B2BTOTPsMigrateResponse,
} from "stytch"
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
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"
import { migrateTotp, removeTotp, spendTotp, startTotp } from "../Totps.ts"

const create = async (project: Project, request: B2BTOTPsCreateRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const member = findMember(project, organization, request.member_id)
  const bearer = await optionalBearer(project, organization, member, request)
  allowNewFactor(organization, member, "totp", bearer)
  const started = startTotp(project, organization, member, request.expiration_minutes)
  return { ...started, member_id: member.member_id, member, organization }
}

const authenticate = async (project: Project, request: B2BTOTPsAuthenticateRequest) => {
  checkEnrollmentWish(request)
  const organization = findOrganization(project, request.organization_id)
  const before = findMember(project, organization, request.member_id)
  const bearer = await requiredBearer(project, organization, before, request)
  const totp_id = spendTotp(project, before, request.code)
  const member = setMember(project, before, { totp_registration_id: totp_id })
  const factor = secondaryFactor(project, {
    type: "totp",
    delivery_method: "authenticator_app",
    authenticator_app_factor: { totp_id },
  })
  return completeMfa(project, organization, member, bearer, factor, request, "totp")
}

const migrate = (project: Project, request: B2BTOTPsMigrateRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const before = findMember(project, organization, request.member_id)
  const migrated = migrateTotp(project, before, request.secret, request.recovery_codes ?? [])
  const { totp_registration_id } = migrated
  const default_mfa_method = before.default_mfa_method || "totp"
  const member = setMember(project, before, { totp_registration_id, default_mfa_method })
  return { ...migrated, member_id: member.member_id, member, organization }
}

const remove = (project: Project, organizationKey: string, memberKey: string) => {
  const organization = findOrganization(project, organizationKey)
  const before = findMember(project, organization, memberKey)
  removeTotp(project, before)
  const next = before.mfa_phone_number_verified ? "sms_otp" : ""
  const member = setMember(project, before, {
    totp_registration_id: "",
    default_mfa_method: before.default_mfa_method === "totp" ? next : before.default_mfa_method,
  })
  return { member_id: member.member_id, member, organization }
}

/** The second step by an authenticator app. */
export const totpRoutes = (project: Project): Hono =>
  new Hono()
    .post("/totp", async (c) => {
      const request = await body<B2BTOTPsCreateRequest>(c, "organization_id", "member_id")
      return reply<B2BTOTPsCreateResponse>(c, await create(project, request))
    })
    .post("/totp/authenticate", async (c) => {
      const request = await body<B2BTOTPsAuthenticateRequest>(c, "organization_id", "member_id", "code")
      return replyAuthenticated<B2BTOTPsAuthenticateResponse>(c, await authenticate(project, request))
    })
    .post("/totp/migrate", async (c) => {
      const request = await body<B2BTOTPsMigrateRequest>(c, "organization_id", "member_id", "secret")
      return reply<B2BTOTPsMigrateResponse>(c, migrate(project, request))
    })
    .delete("/organizations/:organization_id/members/:member_id/totp", (c) =>
      reply<B2BOrganizationsMembersDeleteTOTPResponse>(
        c,
        remove(project, param(c, "organization_id"), param(c, "member_id")),
      ),
    )
