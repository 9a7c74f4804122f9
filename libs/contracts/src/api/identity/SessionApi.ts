import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { DisplayName, EmailAddress, OrganizationId } from "../../Ids.ts"
import { ProviderUnavailable, TooManyRequests } from "../../Problem.ts"
import {
  code,
  codeVerifier,
  intermediateSessionToken,
  LogIn,
  OrganizationChoice,
  Session,
  sessionToken,
  transport,
} from "./LogIn.ts"
import {
  CredentialsInvalid,
  LinkInvalid,
  LogInInterrupted,
  NotAMember,
  OriginRefused,
  OtherLogInRequired,
  SecondFactorRequired,
  SessionEnded,
} from "./SessionProblems.ts"

/** What the log-in page should offer. `available` is false while our provider does not answer: existing sessions go on. */
export const LogInOptions = Schema.Struct({
  available: Schema.Boolean,
  providers: Schema.Array(Schema.Literals(["google", "microsoft"])),
})

/** The organizations that the person of a session may enter without logging in again. */
export const Memberships = Schema.Struct({ organizations: OrganizationChoice.fields.organizations })

const unfinished = [SecondFactorRequired, OtherLogInRequired] as const

export class SessionGroup extends HttpApiGroup.make("session")
  .add(
    HttpApiEndpoint.get("options", "/options", { success: LogInOptions }),
    HttpApiEndpoint.post("sendMagicLink", "/magic-link", {
      payload: Schema.Struct({ email: EmailAddress }),
      success: HttpApiSchema.Accepted,
      error: [OriginRefused, TooManyRequests, ProviderUnavailable],
    }),
    /** Takes the token of a link or a provider's way back. `codeVerifier` is for who began it with `transport: "body"`. */
    HttpApiEndpoint.post("authenticate", "/authenticate", {
      payload: Schema.Struct({
        tokenType: Schema.Literals(["discovery", "multi_tenant_magic_links", "discovery_oauth", "oauth", "sso"]),
        token: code,
        codeVerifier,
        transport,
      }),
      success: LogIn,
      error: [LinkInvalid, LogInInterrupted, NotAMember, ...unfinished, OriginRefused, ProviderUnavailable],
    }),
    HttpApiEndpoint.post("password", "/password", {
      payload: Schema.Struct({
        email: EmailAddress,
        password: Schema.NonEmptyString.check(Schema.isMaxLength(256)),
        transport,
      }),
      success: LogIn,
      error: [CredentialsInvalid, OriginRefused, TooManyRequests, ProviderUnavailable],
    }),
    HttpApiEndpoint.post("createOrganization", "/organizations", {
      payload: Schema.Struct({ name: DisplayName, transport, intermediateSessionToken }),
      success: Session.pipe(HttpApiSchema.status("Created")),
      error: [SessionEnded, ...unfinished, OriginRefused, ProviderUnavailable],
    }),
    HttpApiEndpoint.post("exchange", "/exchange", {
      payload: Schema.Struct({ organizationId: OrganizationId, transport, intermediateSessionToken, sessionToken }),
      success: Session,
      error: [SessionEnded, NotAMember, ...unfinished, OriginRefused, ProviderUnavailable],
    }),
    HttpApiEndpoint.post("memberships", "/memberships", {
      payload: Schema.Struct({ sessionToken }),
      success: Memberships,
      error: [SessionEnded, OriginRefused, ProviderUnavailable],
    }),
    /** Refused with `second_factor_required` when the organization's policy demands one that the session does not have. */
    HttpApiEndpoint.post("refresh", "/refresh", {
      payload: Schema.Struct({ transport, sessionToken }),
      success: Session,
      error: [SessionEnded, ...unfinished, OriginRefused, ProviderUnavailable],
    }),
    /** `everywhere` ends all sessions that this member has. */
    HttpApiEndpoint.post("logOut", "/log-out", {
      payload: Schema.Struct({ sessionToken, everywhere: Schema.optionalKey(Schema.Boolean) }),
      success: HttpApiSchema.NoContent,
      error: [OriginRefused, ProviderUnavailable],
    }),
  )
  .prefix("/session") {}
