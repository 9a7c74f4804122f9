import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { Access, GrantView } from "../../Access.ts"
import { Relation } from "../../events/EntitlementsEvents.ts"
import { MemberId, ResourceRef } from "../../Ids.ts"
import { Page, pageQuery } from "../../Paging.ts"
import { AcceptsApiClients, RequiredPermission } from "../../Permissions.ts"
import { Feature, LimitName, PlanName } from "../../Plans.ts"
import { Authentication } from "../../Principal.ts"
import { Forbidden, InvalidCursor, NotFound } from "../../Problem.ts"

/** Is a member at least this to a resource; does the organization have a feature; would a total be within a limit? */
export const Question = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("access"),
    resource: ResourceRef,
    relation: Relation,
    /** The asking member unless told; about others only admins may ask. */
    memberId: Schema.optionalKey(MemberId),
  }),
  Schema.Struct({ kind: Schema.Literal("feature"), feature: Feature }),
  Schema.Struct({
    kind: Schema.Literal("limit"),
    limit: LimitName,
    total: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
  }),
])
export type Question = typeof Question.Type

const source = Schema.Literals(["plan", "override"])

/** The answer with its reason: which grant, which role, which plan. */
export const Answer = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("access"), allowed: Schema.Boolean, access: Access }),
  Schema.Struct({ kind: Schema.Literal("feature"), allowed: Schema.Boolean, plan: PlanName, source }),
  Schema.Struct({
    kind: Schema.Literal("limit"),
    allowed: Schema.Boolean,
    plan: PlanName,
    limit: Schema.NullOr(Schema.Int),
    source,
  }),
])
export type Answer = typeof Answer.Type

const resourceParams = { type: ResourceRef.fields.type, id: ResourceRef.fields.id }

export class AccessGroup extends HttpApiGroup.make("access")
  .add(
    HttpApiEndpoint.post("check", "/check", { payload: Question, success: Answer, error: Forbidden })
      .annotate(RequiredPermission, "entitlements:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.post("checkMany", "/check-many", {
      payload: Schema.Struct({
        questions: Schema.Array(Question).check(Schema.isMinLength(1), Schema.isMaxLength(100)),
      }),
      success: Schema.Struct({ answers: Schema.Array(Answer) }),
      error: Forbidden,
    })
      .annotate(RequiredPermission, "entitlements:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.post("explain", "/explain", {
      payload: Schema.Struct({ resource: ResourceRef, memberId: Schema.optionalKey(MemberId) }),
      /** What follows, and every grant on the resource and its parents with whether it reaches the member. */
      success: Schema.Struct({
        access: Access,
        considered: Schema.Array(Schema.Struct({ ...GrantView.fields, reaches: Schema.Boolean })),
      }),
      error: [Forbidden, NotFound],
    })
      .annotate(RequiredPermission, "entitlements:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.get("list", "/resources", {
      query: {
        ...pageQuery,
        type: Schema.optionalKey(ResourceRef.fields.type),
        memberId: Schema.optionalKey(MemberId),
      },
      /** What a member may see, each with what they are to it. */
      success: Page(Schema.Struct({ resource: ResourceRef, relation: Relation })),
      error: [Forbidden, InvalidCursor],
    })
      .annotate(RequiredPermission, "entitlements:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.get("grants", "/resources/:type/:id/grants", {
      params: resourceParams,
      success: Schema.Struct({ items: Schema.Array(GrantView) }),
      error: NotFound,
    })
      .annotate(RequiredPermission, "entitlements:read")
      .annotate(AcceptsApiClients, true),
  )
  .middleware(Authentication) {}
