import { Hono } from "hono"
import type {
  B2BRecoveryCodesGetResponse,
  B2BRecoveryCodesRecoverRequest,
  B2BRecoveryCodesRecoverResponse,
  B2BRecoveryCodesRotateRequest,
  B2BRecoveryCodesRotateResponse,
} from "stytch"
import { body, param, reply, replyAuthenticated } from "../Http.ts"
import { findMember } from "../Members.ts"
import { completeMfa, requiredBearer, secondaryFactor } from "../Mfa.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"
import { giveRecoveryCodes, recoveryCodesOf, spendRecoveryCode } from "../RecoveryCodes.ts"

const recover = async (project: Project, request: B2BRecoveryCodesRecoverRequest) => {
  const organization = findOrganization(project, request.organization_id)
  const member = findMember(project, organization, request.member_id)
  const bearer = await requiredBearer(project, organization, member, request)
  const { id, left } = spendRecoveryCode(project, member, request.recovery_code)
  const factor = secondaryFactor(project, {
    type: "recovery_codes",
    delivery_method: "recovery_code",
    recovery_code_factor: { totp_recovery_code_id: id },
  })
  const done = await completeMfa(project, organization, member, bearer, factor, request)
  return { ...done, recovery_codes_remaining: left }
}

/** The codes for a member whose authenticator app is lost. */
export const recoveryCodeRoutes = (project: Project): Hono => {
  const find = (organizationKey: string, memberKey: string) => {
    const organization = findOrganization(project, organizationKey)
    const member = findMember(project, organization, memberKey)
    return { organization, member, member_id: member.member_id }
  }
  return new Hono()
    .post("/recovery_codes/recover", async (c) => {
      const request = await body<B2BRecoveryCodesRecoverRequest>(c, "organization_id", "member_id", "recovery_code")
      return replyAuthenticated<B2BRecoveryCodesRecoverResponse>(c, await recover(project, request))
    })
    .get("/recovery_codes/:organization_id/:member_id", (c) => {
      const found = find(param(c, "organization_id"), param(c, "member_id"))
      const recovery_codes = recoveryCodesOf(project, found.member_id).codes
      return reply<B2BRecoveryCodesGetResponse>(c, { ...found, recovery_codes })
    })
    .post("/recovery_codes/rotate", async (c) => {
      const request = await body<B2BRecoveryCodesRotateRequest>(c, "organization_id", "member_id")
      const found = find(request.organization_id, request.member_id)
      recoveryCodesOf(project, found.member_id)
      const recovery_codes = giveRecoveryCodes(project, found.member_id)
      return reply<B2BRecoveryCodesRotateResponse>(c, { ...found, recovery_codes })
    })
}
