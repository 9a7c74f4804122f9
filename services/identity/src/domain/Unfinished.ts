import type { OtherLogInRequired, SecondFactorRequired } from "@tango/contracts/api/IdentityApi"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import * as Data from "effect/Data"
import type { Member, MemberSession, MfaRequired, Organization } from "stytch"
import type { AuthResult } from "./LogIn.ts"

type Method = (typeof SecondFactorRequired.Type)["methods"][number]
type Details<P extends { readonly status: number }, Names extends keyof P> = Pick<P, Names>

export type SecondFactorDetails = Details<
  SecondFactorRequired,
  "organizationId" | "organizationName" | "memberId" | "methods" | "enrol" | "phone" | "smsSent"
>
export type OtherLogInDetails = Details<OtherLogInRequired, "organizationName" | "organizationSlug" | "allowedMethods">

/** A log-in that was right and is not enough. The token, if any, is that of the log-in in progress. */
export class LogInUnfinished extends Data.TaggedError("LogInUnfinished")<{
  readonly step:
    | { readonly _tag: "SecondFactor"; readonly details: SecondFactorDetails }
    | { readonly _tag: "OtherLogIn"; readonly details: OtherLogInDetails }
  readonly intermediateSessionToken: string | undefined
}> {}

/** All but the last four digits are hidden; null when there is no number. */
export const maskedPhone = (phone: string): string | null => (phone === "" ? null : `•••• ${phone.slice(-4)}`)

const methodNames: Readonly<Record<string, Method>> = { sms_otp: "sms", totp: "totp" }

/** What the organization lets its people set up. */
const offered = (organization: Organization): ReadonlyArray<Method> =>
  organization.mfa_methods === "RESTRICTED"
    ? organization.allowed_mfa_methods.flatMap((name) => methodNames[name] ?? [])
    : ["totp", "sms"]

const secondFactor = (
  organization: Organization,
  member: Member,
  has: { readonly mfa_phone_number: string; readonly totp_registration_id: string },
  initiated: string | undefined,
): SecondFactorDetails => {
  const methods: ReadonlyArray<Method> = [
    ...(has.totp_registration_id === "" ? [] : ["totp" as const]),
    ...(has.mfa_phone_number === "" ? [] : ["sms" as const]),
  ]
  return {
    organizationId: OrganizationId.make(organization.organization_id),
    organizationName: organization.organization_name,
    memberId: MemberId.make(member.member_id),
    methods,
    enrol: methods.length === 0 ? offered(organization) : [],
    phone: maskedPhone(has.mfa_phone_number),
    smsSent: initiated === "sms_otp",
  }
}

const nothing = { mfa_phone_number: "", totp_registration_id: "" }

const fromRequired = ({ member, organization }: AuthResult, required: MfaRequired): SecondFactorDetails =>
  secondFactor(organization, member, required.member_options ?? nothing, required.secondary_auth_initiated ?? undefined)

/** What Stytch still asks for before it opens a session. */
export const unfinished = (result: AuthResult): LogInUnfinished | undefined => {
  if (result.member_authenticated) return undefined
  const intermediateSessionToken = result.intermediate_session_token || undefined
  if (result.primary_required) {
    const { organization } = result
    const details = {
      organizationName: organization.organization_name,
      organizationSlug: organization.organization_slug,
      allowedMethods: result.primary_required.allowed_auth_methods,
    }
    return new LogInUnfinished({ step: { _tag: "OtherLogIn", details }, intermediateSessionToken })
  }
  if (!result.mfa_required) return undefined
  const details = fromRequired(result, result.mfa_required)
  return new LogInUnfinished({ step: { _tag: "SecondFactor", details }, intermediateSessionToken })
}

type Factor = MemberSession["authentication_factors"][number]
const isSecond = (factor: Factor): boolean =>
  factor.type === "totp" ||
  factor.type === "recovery_codes" ||
  (factor.type === "otp" && factor.delivery_method === "sms")

/** How somebody logged in, in a word for each factor: `password+totp`, `sso_saml`. */
export const methodOf = (session: MemberSession): string =>
  [
    ...new Set(
      session.authentication_factors.map((factor) =>
        ["oauth", "sso", "otp"].includes(factor.type) ? factor.delivery_method : factor.type,
      ),
    ),
  ].join("+")

/** A session from before the organization asked for a second factor has to step up; Stytch itself lets it live. */
export const stepUp = (
  organization: Organization,
  member: Member,
  session: MemberSession,
): LogInUnfinished | undefined => {
  if (organization.mfa_policy !== "REQUIRED_FOR_ALL" || session.authentication_factors.some(isSecond)) return undefined
  const has = {
    mfa_phone_number: member.mfa_phone_number_verified ? member.mfa_phone_number : "",
    totp_registration_id: member.totp_registration_id,
  }
  const details = secondFactor(organization, member, has, undefined)
  return new LogInUnfinished({ step: { _tag: "SecondFactor", details }, intermediateSessionToken: undefined })
}
