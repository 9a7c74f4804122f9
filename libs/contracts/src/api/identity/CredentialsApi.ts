import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { EmailAddress, OrganizationId } from "../../Ids.ts"
import { ProviderUnavailable, TooManyRequests } from "../../Problem.ts"
import { code, codeVerifier, LogIn, NewPassword, transport } from "./LogIn.ts"
import {
  LinkInvalid,
  OriginRefused,
  PasswordBreached,
  PasswordWeak,
  ProviderNotOffered,
  SsoUnavailable,
} from "./SessionProblems.ts"

/** How good a password is, from 0 to 4; `valid` says whether it would be accepted. */
export const PasswordStrength = Schema.Struct({
  valid: Schema.Boolean,
  score: Schema.Int,
  breached: Schema.Boolean,
  warning: Schema.String,
  suggestions: Schema.Array(Schema.String),
})

/** Where to send the browser. Who asked for `transport: "body"` sends `codeVerifier` back with the token. */
export const Departure = Schema.Struct({ url: Schema.String, codeVerifier })

/** The organizations of an e-mail address's domain that offer single sign-on, and their connections. */
export const SsoConnections = Schema.Struct({
  connections: Schema.Array(
    Schema.Struct({ connectionId: Schema.String, name: Schema.String, organizationName: Schema.String }),
  ),
})

const slug = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9._~-]{2,128}$/u))
const connectionId = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_-]{1,128}$/u))
const beginErrors = [OriginRefused, TooManyRequests] as const

/** Passwords by mail, and the ways that lead over another provider. Public. */
export class CredentialsGroup extends HttpApiGroup.make("credentials")
  .add(
    /** The same answer for every address. */
    HttpApiEndpoint.post("startPasswordReset", "/password-reset", {
      payload: Schema.Struct({ email: EmailAddress }),
      success: HttpApiSchema.Accepted,
      error: [...beginErrors, ProviderUnavailable],
    }),
    /** Sets the password and ends all sessions of the address; goes on like any log-in. */
    HttpApiEndpoint.post("finishPasswordReset", "/password-reset/finish", {
      payload: Schema.Struct({ token: code, password: NewPassword, transport }),
      success: LogIn,
      error: [LinkInvalid, PasswordWeak, PasswordBreached, ...beginErrors, ProviderUnavailable],
    }),
    HttpApiEndpoint.post("passwordStrength", "/password-strength", {
      payload: Schema.Struct({ password: NewPassword, email: Schema.optionalKey(EmailAddress) }),
      success: PasswordStrength,
      error: [...beginErrors, ProviderUnavailable],
    }),
    HttpApiEndpoint.post("startOAuth", "/oauth", {
      payload: Schema.Struct({
        provider: Schema.Literals(["google", "microsoft"]),
        /** Straight into this organization rather than to the choice of one. */
        organizationId: Schema.optionalKey(OrganizationId),
        transport,
      }),
      success: Departure,
      error: [ProviderNotOffered, ...beginErrors],
    }),
    /** By the domain of the address alone, whether or not anybody has the address. */
    HttpApiEndpoint.post("findSso", "/sso/find", {
      payload: Schema.Struct({ email: EmailAddress }),
      success: SsoConnections,
      error: [...beginErrors, ProviderUnavailable],
    }),
    /** Needs one of the two; an organization's slug leads to its default connection. */
    HttpApiEndpoint.post("startSso", "/sso", {
      payload: Schema.Struct({
        organizationSlug: Schema.optionalKey(slug),
        connectionId: Schema.optionalKey(connectionId),
        transport,
      }),
      success: Departure,
      error: [SsoUnavailable, ProviderNotOffered, ...beginErrors, ProviderUnavailable],
    }),
  )
  .prefix("/session") {}
