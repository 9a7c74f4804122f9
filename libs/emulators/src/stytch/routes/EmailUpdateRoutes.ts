import { Hono } from "hono"
import type { Context } from "hono"
import type {
  B2BOrganizationsMembersStartEmailUpdateRequest,
  B2BOrganizationsMembersStartEmailUpdateResponse,
  B2BOrganizationsMembersUnlinkRetiredEmailRequest,
  B2BOrganizationsMembersUnlinkRetiredEmailResponse,
} from "stytch"
import { parseEmail } from "../Emails.ts"
import { emailCodeKey, sendEmailCode } from "../EmailCodes.ts"
import { body, param, reply } from "../Http.ts"
import { issueLink } from "../Links.ts"
import { emailUpdateMail } from "../Mails.ts"
import { beginEmailUpdate, unlinkEmail } from "../EmailUpdates.ts"
import { findMember } from "../Members.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"

/** A member's change of its own address, confirmed by a mail to the new one, and the end of a former one. */
export const emailUpdateRoutes = (project: Project): Hono => {
  const find = (c: Context) => {
    const organization = findOrganization(project, param(c, "organization_id"))
    const member = findMember(project, organization, param(c, "member_id"))
    return { organization, member, member_id: member.member_id }
  }
  return new Hono()
    .post("/organizations/:organization_id/members/:member_id/start_email_update", async (c) => {
      const request = await body<B2BOrganizationsMembersStartEmailUpdateRequest>(c, "email_address")
      const found = find(c)
      const email = parseEmail(request.email_address)
      const minutes = beginEmailUpdate(project, found.member, email)
      if (request.delivery_method === "EMAIL_OTP") {
        sendEmailCode(project, emailCodeKey(email, found.organization), email, minutes)
      } else {
        const token = { kind: "email_update", email, memberId: found.member_id } as const
        const link = issueLink(project, request.login_redirect_url, minutes, token)
        project.deliver.mail({ to: email, ...emailUpdateMail(link, minutes) })
      }
      return reply<B2BOrganizationsMembersStartEmailUpdateResponse>(c, found)
    })
    .post("/organizations/:organization_id/members/:member_id/unlink_retired_email", async (c) => {
      const { email_id, email_address } = await body<B2BOrganizationsMembersUnlinkRetiredEmailRequest>(c)
      const found = find(c)
      const email = email_address ? parseEmail(email_address) : undefined
      const member = unlinkEmail(project, found.member, email_id, email)
      const organization_id = member.organization_id
      return reply<B2BOrganizationsMembersUnlinkRetiredEmailResponse>(c, { ...found, organization_id, member })
    })
}
