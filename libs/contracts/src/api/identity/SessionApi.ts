import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { DisplayName, EmailAddress, MemberId, OrganizationId } from "../../Ids.ts"
import { Role } from "../../Permissions.ts"
import { ProviderUnavailable, TooManyRequests } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"
import { CredentialsInvalid, LinkInvalid, NotAMember, OriginRefused, SessionEnded } from "./SessionProblems.ts"

/** Log-in that is finished. `sessionToken` is there only for clients that asked for it with `transport: "body"`. */
export const Session = Schema.Struct({
  sessionJwt: Schema.String,
  sessionToken: Schema.optionalKey(Schema.String),
  /** When the session ends; the JWT itself lives for five minutes. */
  expiresAt: Timestamp,
  member: Schema.Struct({ memberId: MemberId, email: Schema.String, name: Schema.String, role: Role }),
  organization: Schema.Struct({ organizationId: OrganizationId, name: Schema.String, slug: Schema.String }),
})

/** Who somebody is has been shown, which organization has not: choose one of these, or create one, within ten minutes. */
export const OrganizationChoice = Schema.Struct({
  email: Schema.String,
  intermediateSessionToken: Schema.optionalKey(Schema.String),
  organizations: Schema.Array(
    Schema.Struct({
      organizationId: OrganizationId,
      name: Schema.String,
      slug: Schema.String,
      membership: Schema.Literals(["active", "pending", "invited", "eligible"]),
    }),
  ),
})

export const LogIn = Schema.Union([
  Schema.Struct({ status: Schema.Literal("authenticated"), session: Session }),
  Schema.Struct({ status: Schema.Literal("choose_organization"), choice: OrganizationChoice }),
])

/**
 * Where the tokens travel: an HttpOnly cookie for the web (the default), or the body for native and API clients,
 * which then send them back in the body.
 */
const transport = Schema.optionalKey(Schema.Literals(["cookie", "body"]))
const intermediateSessionToken = Schema.optionalKey(Schema.NonEmptyString)
const sessionToken = Schema.optionalKey(Schema.NonEmptyString)

export class SessionGroup extends HttpApiGroup.make("session")
  .add(
    HttpApiEndpoint.post("sendMagicLink", "/magic-link", {
      payload: Schema.Struct({ email: EmailAddress }),
      success: HttpApiSchema.Accepted,
      error: [TooManyRequests, ProviderUnavailable],
    }),
    HttpApiEndpoint.post("authenticate", "/authenticate", {
      payload: Schema.Struct({
        tokenType: Schema.Literals(["discovery", "multi_tenant_magic_links"]),
        token: Schema.NonEmptyString.check(Schema.isMaxLength(1000)),
        transport,
      }),
      success: LogIn,
      error: [LinkInvalid, OriginRefused, ProviderUnavailable],
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
      error: [SessionEnded, OriginRefused, ProviderUnavailable],
    }),
    HttpApiEndpoint.post("exchange", "/exchange", {
      payload: Schema.Struct({ organizationId: OrganizationId, transport, intermediateSessionToken, sessionToken }),
      success: Session,
      error: [SessionEnded, NotAMember, OriginRefused, ProviderUnavailable],
    }),
    HttpApiEndpoint.post("refresh", "/refresh", {
      payload: Schema.Struct({ transport, sessionToken }),
      success: Session,
      error: [SessionEnded, OriginRefused, ProviderUnavailable],
    }),
    HttpApiEndpoint.post("logOut", "/log-out", {
      payload: Schema.Struct({ sessionToken }),
      success: HttpApiSchema.NoContent,
      error: [OriginRefused, ProviderUnavailable],
    }),
  )
  .prefix("/session") {}
