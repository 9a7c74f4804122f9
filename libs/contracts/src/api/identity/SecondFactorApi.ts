import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { MemberId, OrganizationId } from "../../Ids.ts"
import { ProviderUnavailable, TooManyRequests } from "../../Problem.ts"
import { PhoneRefused, SecondFactorExists, SecondFactorUnproved } from "./AccountProblems.ts"
import { intermediateSessionToken, Session, sessionToken, transport } from "./LogIn.ts"
import { CodeInvalid, OriginRefused, SessionEnded } from "./SessionProblems.ts"

/** E.164: a plus sign and up to fifteen digits. */
export const PhoneNumber = Schema.String.check(Schema.isPattern(/^\+[1-9][0-9]{6,14}$/u))
export const OneTimeCode = Schema.String.check(Schema.isPattern(/^[0-9]{6}$/u))

/** What an authenticator app needs; shown once, as are the recovery codes. `qrCode` is an image as a data URL. */
export const TotpEnrolment = Schema.Struct({
  secret: Schema.String,
  qrCode: Schema.String,
  recoveryCodes: Schema.Array(Schema.String),
})

/** Whose log-in it is, from `second_factor_required`, and the token of the log-in unless a cookie has it. */
const logIn = { organizationId: OrganizationId, memberId: MemberId, intermediateSessionToken, sessionToken, transport }
const errors = [CodeInvalid, SessionEnded, OriginRefused, TooManyRequests, ProviderUnavailable] as const
const sendErrors = [SessionEnded, OriginRefused, TooManyRequests, ProviderUnavailable] as const

/** The second step of a log-in, and the step up of a session that an organization's policy asks for. Public. */
export class SecondFactorGroup extends HttpApiGroup.make("secondFactor")
  .add(
    HttpApiEndpoint.post("totp", "/totp", {
      payload: Schema.Struct({ ...logIn, code: OneTimeCode }),
      success: Session,
      error: errors,
    }),
    HttpApiEndpoint.post("sms", "/sms", {
      payload: Schema.Struct({ ...logIn, code: OneTimeCode }),
      success: Session,
      error: errors,
    }),
    HttpApiEndpoint.post("recover", "/recovery-code", {
      payload: Schema.Struct({ ...logIn, recoveryCode: Schema.NonEmptyString.check(Schema.isMaxLength(100)) }),
      success: Session,
      error: errors,
    }),
    /** `phone` only when there is none yet. */
    HttpApiEndpoint.post("sendSms", "/sms/send", {
      payload: Schema.Struct({ ...logIn, phone: Schema.optionalKey(PhoneNumber) }),
      success: HttpApiSchema.Accepted,
      error: [PhoneRefused, SecondFactorUnproved, ...sendErrors],
    }),
    /** Begins an enrolment during log-in; the first right code ends it. */
    HttpApiEndpoint.post("enrolTotp", "/totp/enrol", {
      payload: Schema.Struct(logIn),
      success: TotpEnrolment,
      error: [SecondFactorExists, SecondFactorUnproved, ...sendErrors],
    }),
  )
  .prefix("/session/second-factor") {}
