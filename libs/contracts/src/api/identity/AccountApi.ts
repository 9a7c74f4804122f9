import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { DisplayName, EmailAddress, MemberId } from "../../Ids.ts"
import { Page, pageQuery } from "../../Paging.ts"
import { RequiredPermission } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { InvalidCursor, NotFound, ProviderUnavailable, TooManyRequests, Unauthenticated } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"
import {
  EmailTaken,
  LogInTooOld,
  PhoneRefused,
  SecondFactorExists,
  SecondFactorNeeded,
  SecondFactorUnproved,
} from "./AccountProblems.ts"
import { code, NewPassword } from "./LogIn.ts"
import { OneTimeCode, PhoneNumber, TotpEnrolment } from "./SecondFactorApi.ts"
import {
  CodeInvalid,
  CredentialsInvalid,
  LinkInvalid,
  OriginRefused,
  PasswordBreached,
  PasswordWeak,
} from "./SessionProblems.ts"

/** Somebody's own account in one organization. */
export const Account = Schema.Struct({
  memberId: MemberId,
  email: Schema.String,
  /** An address that waits to be confirmed. */
  pendingEmail: Schema.NullOr(Schema.String),
  name: Schema.String,
  hasPassword: Schema.Boolean,
  secondFactor: Schema.Struct({
    totp: Schema.Boolean,
    /** The last digits of the phone number that gets codes. */
    phone: Schema.NullOr(Schema.String),
    /** The organization asks for a second factor. */
    required: Schema.Boolean,
  }),
})

/** One of somebody's sessions; `address` and `userAgent` are those of its log-in, if we saw it. */
export const OwnSession = Schema.Struct({
  sessionId: Schema.String,
  current: Schema.Boolean,
  startedAt: Timestamp,
  lastUsedAt: Timestamp,
  expiresAt: Timestamp,
  address: Schema.NullOr(Schema.String),
  userAgent: Schema.NullOr(Schema.String),
})

/** A log-in that went well. `method` is how, such as `password` or `sso`. */
export const SignIn = Schema.Struct({
  signInId: Schema.String,
  sessionId: Schema.String,
  method: Schema.String,
  address: Schema.String,
  userAgent: Schema.String,
  at: Timestamp,
})

export const RecoveryCodes = Schema.Struct({ recoveryCodes: Schema.Array(Schema.String) })

const password = Schema.Struct({
  currentPassword: Schema.optionalKey(Schema.NonEmptyString.check(Schema.isMaxLength(256))),
  newPassword: NewPassword,
})
const passwordErrors = [CredentialsInvalid, LogInTooOld, PasswordWeak, PasswordBreached] as const
/** Every change asks the provider whether the session still lives. */
const changeErrors = [Unauthenticated, TooManyRequests, ProviderUnavailable] as const

export class AccountGroup extends HttpApiGroup.make("account")
  .add(
    HttpApiEndpoint.get("get", "/", { success: Account, error: ProviderUnavailable }).annotate(
      RequiredPermission,
      "self:read",
    ),
    HttpApiEndpoint.patch("update", "/", {
      payload: Schema.Struct({ name: DisplayName }),
      success: Account,
      error: changeErrors,
    }).annotate(RequiredPermission, "self:write"),
    /** Sends a link to the present address; only when that was opened, one to the new address. */
    HttpApiEndpoint.post("changeEmail", "/email", {
      payload: Schema.Struct({ email: EmailAddress }),
      success: HttpApiSchema.Accepted,
      error: [EmailTaken, ...changeErrors],
    }).annotate(RequiredPermission, "self:write"),
    /** `currentPassword` if there is one; without, the log-in must be younger than five minutes. Ends the other sessions. */
    HttpApiEndpoint.post("setPassword", "/password", {
      payload: password,
      success: HttpApiSchema.NoContent,
      error: [...passwordErrors, ...changeErrors],
    }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.get("listSessions", "/sessions", {
      success: Schema.Struct({ items: Schema.Array(OwnSession) }),
      error: ProviderUnavailable,
    }).annotate(RequiredPermission, "self:read"),
    HttpApiEndpoint.delete("revokeSession", "/sessions/:sessionId", {
      params: { sessionId: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_-]{1,128}$/u)) },
      success: HttpApiSchema.NoContent,
      error: [NotFound, ...changeErrors],
    }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.post("revokeOtherSessions", "/sessions/revoke-others", {
      success: Schema.Struct({ revoked: Schema.Int }),
      error: changeErrors,
    }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.get("listSignIns", "/sign-ins", {
      query: pageQuery,
      success: Page(SignIn),
      error: InvalidCursor,
    }).annotate(RequiredPermission, "self:read"),
    HttpApiEndpoint.post("enrolTotp", "/second-factor/totp", {
      success: TotpEnrolment,
      error: [SecondFactorExists, SecondFactorUnproved, ...changeErrors],
    }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.post("confirmTotp", "/second-factor/totp/confirm", {
      payload: Schema.Struct({ code: OneTimeCode }),
      success: HttpApiSchema.NoContent,
      error: [CodeInvalid, ...changeErrors],
    }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.delete("removeTotp", "/second-factor/totp", {
      success: HttpApiSchema.NoContent,
      error: [SecondFactorNeeded, ...changeErrors],
    }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.post("enrolSms", "/second-factor/sms", {
      payload: Schema.Struct({ phone: PhoneNumber }),
      success: HttpApiSchema.Accepted,
      error: [PhoneRefused, SecondFactorExists, SecondFactorUnproved, ...changeErrors],
    }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.post("confirmSms", "/second-factor/sms/confirm", {
      payload: Schema.Struct({ code: OneTimeCode }),
      success: HttpApiSchema.NoContent,
      error: [CodeInvalid, ...changeErrors],
    }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.delete("removeSms", "/second-factor/sms", {
      success: HttpApiSchema.NoContent,
      error: [SecondFactorNeeded, ...changeErrors],
    }).annotate(RequiredPermission, "self:write"),
    /** New recovery codes; the old ones are worth nothing any more. */
    HttpApiEndpoint.post("rotateRecoveryCodes", "/second-factor/recovery-codes", {
      success: RecoveryCodes,
      error: [NotFound, ...changeErrors],
    }).annotate(RequiredPermission, "self:write"),
  )
  .prefix("/account")
  .middleware(Authentication) {}

/** The link that was sent to the present address, opened without a session if need be. Public. */
export class EmailChangeGroup extends HttpApiGroup.make("emailChange")
  .add(
    HttpApiEndpoint.post("confirm", "/email-change", {
      payload: Schema.Struct({ token: code }),
      success: Schema.Struct({ newEmail: Schema.String }),
      error: [LinkInvalid, EmailTaken, OriginRefused, ProviderUnavailable],
    }),
  )
  .prefix("/session") {}
