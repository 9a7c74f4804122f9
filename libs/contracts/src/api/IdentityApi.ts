import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { idempotencyHeaders } from "../IdempotencyKey.ts"
import { DisplayName, EmailAddress, MemberId, OrganizationId } from "../Ids.ts"
import { Page, pageQuery } from "../Paging.ts"
import { AcceptsApiClients, RequiredPermission, Role } from "../Permissions.ts"
import { Authentication } from "../Principal.ts"
import {
  IdempotencyKeyReused,
  InvalidCursor,
  NotFound,
  Problem,
  ProviderUnavailable,
  RequestValidation,
  TooManyRequests,
} from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"

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

export class AlreadyAMember extends Problem<AlreadyAMember>()(
  "AlreadyAMember",
  { code: "already_a_member", status: 409, title: "This person is a member already." },
  { email: Schema.String },
) {}

export const Organization = Schema.Struct({
  organizationId: OrganizationId,
  name: Schema.String,
  slug: Schema.String,
  region: Schema.String,
  createdAt: Timestamp,
})

export const MemberStatus = Schema.Literals(["invited", "pending", "active", "deactivated"])

export const Member = Schema.Struct({
  memberId: MemberId,
  email: Schema.String,
  name: Schema.String,
  role: Role,
  status: MemberStatus,
  createdAt: Timestamp,
})

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

export class OrganizationGroup extends HttpApiGroup.make("organization")
  .add(
    HttpApiEndpoint.get("get", "/organization", { success: Organization, error: NotFound })
      .annotate(RequiredPermission, "organization:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.get("listMembers", "/members", {
      query: pageQuery,
      success: Page(Member),
      error: InvalidCursor,
    })
      .annotate(RequiredPermission, "members:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.post("invite", "/invitations", {
      headers: idempotencyHeaders,
      payload: Schema.Struct({ email: EmailAddress, role: Role, name: Schema.optionalKey(DisplayName) }),
      success: Member.pipe(HttpApiSchema.status("Created")),
      error: [AlreadyAMember, IdempotencyKeyReused, ProviderUnavailable],
    }).annotate(RequiredPermission, "members:write"),
  )
  .middleware(Authentication) {}

export class IdentityApi extends HttpApi.make("identity")
  .add(SessionGroup, OrganizationGroup)
  .middleware(RequestValidation)
  .prefix("/api/identity")
  .annotateMerge(
    OpenApi.annotations({
      title: "Tango Identity",
      version: "1.0.0",
      description: "Sign-up, log-in, organizations and their members.",
    }),
  ) {}
