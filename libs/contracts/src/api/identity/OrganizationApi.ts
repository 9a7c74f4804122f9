import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { idempotencyHeaders } from "../../IdempotencyKey.ts"
import { DisplayName, EmailAddress, MemberId, OrganizationId } from "../../Ids.ts"
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
