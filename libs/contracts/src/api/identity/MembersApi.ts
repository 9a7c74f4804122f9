import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { idempotencyHeaders } from "../../IdempotencyKey.ts"
import { DisplayName, EmailAddress, MemberId } from "../../Ids.ts"
import { Page, pageQuery } from "../../Paging.ts"
import { AcceptsApiClients, RequiredPermission, Role } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { IdempotencyKeyReused, InvalidCursor, NotFound, Problem, ProviderUnavailable } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"

export class AlreadyAMember extends Problem<AlreadyAMember>()(
  "AlreadyAMember",
  { code: "already_a_member", status: 409, title: "This person is a member already." },
  { email: Schema.String },
) {}

export class InvitationRefused extends Problem<InvitationRefused>()(
  "InvitationRefused",
  {
    code: "invitation_refused",
    status: 409,
    title: "Your organization's rules do not let this address be invited.",
  },
  { email: Schema.String },
) {}

export class NotInvited extends Problem<NotInvited>()(
  "NotInvited",
  { code: "not_invited", status: 409, title: "This person has no open invitation." },
  {},
) {}

export class LastAdmin extends Problem<LastAdmin>()(
  "LastAdmin",
  { code: "last_admin", status: 409, title: "An organization needs at least one admin." },
  {},
) {}

export class ReactivationRefused extends Problem<ReactivationRefused>()(
  "ReactivationRefused",
  {
    code: "reactivation_refused",
    status: 409,
    title: "This person cannot be reactivated: the address is another member's, or was never confirmed.",
  },
  {},
) {}

export const MemberStatus = Schema.Literals(["invited", "pending", "active", "deactivated"])

export const Member = Schema.Struct({
  memberId: MemberId,
  email: Schema.String,
  name: Schema.String,
  role: Role,
  status: MemberStatus,
  createdAt: Timestamp,
})

/** What became of one address of a list. */
export const InvitationOutcome = Schema.Struct({
  email: Schema.String,
  outcome: Schema.Literals(["invited", "already_a_member", "invalid_address", "refused", "unavailable"]),
})

const params = { memberId: MemberId }
const one = { params, success: Member }

export class MembersGroup extends HttpApiGroup.make("members")
  .add(
    /** By address. Without a status, everybody but the deactivated; `search` is part of a name or an address. */
    HttpApiEndpoint.get("list", "/members", {
      query: {
        ...pageQuery,
        search: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(100))),
        status: Schema.optionalKey(MemberStatus),
        role: Schema.optionalKey(Role),
      },
      success: Page(Member),
      error: InvalidCursor,
    })
      .annotate(RequiredPermission, "members:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.get("get", "/members/:memberId", { ...one, error: NotFound })
      .annotate(RequiredPermission, "members:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.post("invite", "/invitations", {
      headers: idempotencyHeaders,
      payload: Schema.Struct({ email: EmailAddress, role: Role, name: Schema.optionalKey(DisplayName) }),
      success: Member.pipe(HttpApiSchema.status("Created")),
      error: [AlreadyAMember, InvitationRefused, IdempotencyKeyReused, ProviderUnavailable],
    }).annotate(RequiredPermission, "members:write"),
    /** A pasted list: one address that cannot be invited does not hold up the others. */
    HttpApiEndpoint.post("inviteList", "/invitations/list", {
      headers: idempotencyHeaders,
      payload: Schema.Struct({
        emails: Schema.Array(Schema.String.check(Schema.isMaxLength(320))).check(
          Schema.isMinLength(1),
          Schema.isMaxLength(200),
        ),
        role: Role,
      }),
      success: Schema.Struct({ results: Schema.Array(InvitationOutcome) }),
      error: [IdempotencyKeyReused, ProviderUnavailable],
    }).annotate(RequiredPermission, "members:write"),
    HttpApiEndpoint.post("resendInvitation", "/members/:memberId/invitation/resend", {
      ...one,
      error: [NotFound, NotInvited, ProviderUnavailable],
    }).annotate(RequiredPermission, "members:write"),
    HttpApiEndpoint.delete("revokeInvitation", "/members/:memberId/invitation", {
      ...one,
      error: [NotFound, NotInvited, ProviderUnavailable],
    }).annotate(RequiredPermission, "members:write"),
    /** Ends the member's sessions: the next log-in has the new role. */
    HttpApiEndpoint.put("changeRole", "/members/:memberId/role", {
      ...one,
      payload: Schema.Struct({ role: Role }),
      error: [NotFound, LastAdmin, ProviderUnavailable],
    }).annotate(RequiredPermission, "members:write"),
    /** Ends the member's sessions; what they made stays. */
    HttpApiEndpoint.post("deactivate", "/members/:memberId/deactivate", {
      ...one,
      error: [NotFound, LastAdmin, ProviderUnavailable],
    }).annotate(RequiredPermission, "members:write"),
    HttpApiEndpoint.post("reactivate", "/members/:memberId/reactivate", {
      ...one,
      error: [NotFound, ReactivationRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, "members:write"),
    /** Removes the second factors, for somebody who has lost them; they enrol anew. */
    HttpApiEndpoint.post("resetMfa", "/members/:memberId/mfa/reset", {
      ...one,
      error: [NotFound, ProviderUnavailable],
    }).annotate(RequiredPermission, "members:write"),
  )
  .middleware(Authentication) {}
