import type { Rule } from "./MemberAuthorization.ts"

const member = String.raw`^\/organizations\/[^/]+\/members`

const rule = (method: string, path: string, action: string): Rule => ({
  method,
  path: new RegExp(`${path}$`),
  resource: "stytch.member",
  action,
})

/** What a member needs to change how somebody logs in. */
export const loginRules: ReadonlyArray<Rule> = [
  rule("DELETE", String.raw`${member}\/passwords\/[^/]+`, "delete.password"),
  rule("DELETE", String.raw`${member}\/mfa_phone_numbers\/[^/]+`, "delete.mfa-phone"),
  rule("DELETE", String.raw`${member}\/[^/]+\/totp`, "delete.mfa-totp"),
  rule("POST", String.raw`${member}\/[^/]+\/start_email_update`, "update.info.email"),
  rule("POST", String.raw`${member}\/[^/]+\/unlink_retired_email`, "update.info.unlink-retired-email"),
  rule("POST", String.raw`^\/passwords\/email\/require_reset`, "update.settings.require-reset"),
]
