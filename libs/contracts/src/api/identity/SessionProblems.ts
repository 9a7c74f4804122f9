import * as Schema from "effect/Schema"
import { MemberId, OrganizationId } from "../../Ids.ts"
import { Problem } from "../../Problem.ts"

export class LinkInvalid extends Problem<LinkInvalid>()(
  "LinkInvalid",
  {
    code: "link_invalid",
    status: 401,
    title: "This link was used before or has expired. Ask for a new one.",
  },
  {},
) {}

export class CredentialsInvalid extends Problem<CredentialsInvalid>()(
  "CredentialsInvalid",
  {
    code: "credentials_invalid",
    status: 401,
    title: "The e-mail address or the password is wrong.",
  },
  {},
) {}

export class SessionEnded extends Problem<SessionEnded>()(
  "SessionEnded",
  {
    code: "session_ended",
    status: 401,
    title: "The session has ended. Log in again.",
  },
  {},
) {}

export class OriginRefused extends Problem<OriginRefused>()(
  "OriginRefused",
  {
    code: "origin_refused",
    status: 403,
    title: "Requests from this origin are refused.",
  },
  {},
) {}

export class NotAMember extends Problem<NotAMember>()(
  "NotAMember",
  {
    code: "not_a_member",
    status: 403,
    title: "You cannot join this organization.",
  },
  {},
) {}

/** The ways to prove a second factor. */
export const SecondFactorMethod = Schema.Literals(["totp", "sms"])

/**
 * The log-in was right so far and needs a second factor. `methods` are those the person has; when there are none, one of `enrol` has
 * to be set up now. Send `intermediateSessionToken` (body transport only) along with the code, within ten minutes.
 */
export class SecondFactorRequired extends Problem<SecondFactorRequired>()(
  "SecondFactorRequired",
  {
    code: "second_factor_required",
    status: 403,
    title: "This log-in needs a second factor.",
  },
  {
    organizationId: OrganizationId,
    organizationName: Schema.String,
    memberId: MemberId,
    methods: Schema.Array(SecondFactorMethod),
    enrol: Schema.Array(SecondFactorMethod),
    /** The last digits of the number that gets the code. */
    phone: Schema.NullOr(Schema.String),
    /** A code is on its way already. */
    smsSent: Schema.Boolean,
    intermediateSessionToken: Schema.optionalKey(Schema.String),
  },
) {}

/** The organization does not take this way to log in; it takes `allowedMethods`, in Stytch's words. */
export class OtherLogInRequired extends Problem<OtherLogInRequired>()(
  "OtherLogInRequired",
  {
    code: "other_log_in_required",
    status: 403,
    title: "This organization asks for another way to log in.",
  },
  {
    organizationName: Schema.String,
    organizationSlug: Schema.String,
    allowedMethods: Schema.Array(Schema.String),
  },
) {}

export class LogInInterrupted extends Problem<LogInInterrupted>()(
  "LogInInterrupted",
  {
    code: "log_in_interrupted",
    status: 400,
    title: "This log-in was not begun in this browser, or too long ago. Start again.",
  },
  {},
) {}

export class CodeInvalid extends Problem<CodeInvalid>()(
  "CodeInvalid",
  {
    code: "code_invalid",
    status: 401,
    title: "This code is wrong, was used before or has expired.",
  },
  {},
) {}

export class PasswordWeak extends Problem<PasswordWeak>()(
  "PasswordWeak",
  {
    code: "password_weak",
    status: 422,
    title: "This password is too easy to guess.",
  },
  {},
) {}

export class PasswordBreached extends Problem<PasswordBreached>()(
  "PasswordBreached",
  {
    code: "password_breached",
    status: 422,
    title: "This password is known from a data breach. Choose another.",
  },
  {},
) {}

export class SsoUnavailable extends Problem<SsoUnavailable>()(
  "SsoUnavailable",
  {
    code: "sso_unavailable",
    status: 404,
    title: "There is no single sign-on here. Log in another way, or ask your administrator.",
  },
  {},
) {}

/** A provider that this installation is not set up for. */
export class ProviderNotOffered extends Problem<ProviderNotOffered>()(
  "ProviderNotOffered",
  {
    code: "provider_not_offered",
    status: 404,
    title: "This way to log in is not offered here.",
  },
  {},
) {}
