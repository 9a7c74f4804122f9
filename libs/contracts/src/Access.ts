import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { Grantee, Relation } from "./events/EntitlementsEvents.ts"
import { MemberId, ResourceRef } from "./Ids.ts"
import { Role } from "./Permissions.ts"
import { Problem } from "./Problem.ts"

/** A grantee in one word, for paths and keys: `member:<id>`, `role:<role>` or `organization`. */
export const granteeKey = (grantee: Grantee): string => {
  switch (grantee.kind) {
    case "member":
      return `member:${grantee.memberId}`
    case "role":
      return `role:${grantee.role}`
    case "organization":
      return "organization"
  }
}

const isRole = Schema.is(Role)

/** The grantee behind a key that matched `GranteeKey`'s pattern. */
export const granteeOf = (key: string): Grantee => {
  const [kind, id = ""] = key.split(":")
  if (kind === "member") return { kind, memberId: MemberId.make(id) }
  return kind === "role" && isRole(id) ? { kind, role: id } : { kind: "organization" }
}

export const GranteeKey = Schema.String.check(
  Schema.isPattern(/^(member:[A-Za-z0-9_-]{1,128}|role:(admin|member|viewer)|organization)$/u),
).pipe(
  Schema.decodeTo(Schema.toType(Grantee), {
    decode: SchemaGetter.transform(granteeOf),
    encode: SchemaGetter.transform(granteeKey),
  }),
)

/** Why somebody is something, or nothing, to a resource. */
export const Because = Schema.Union([
  /** The strongest grant that reaches the member; `resource` is where it was given, `inherited` when that is a parent. */
  Schema.Struct({
    kind: Schema.Literal("grant"),
    resource: ResourceRef,
    grantee: Grantee,
    relation: Relation,
    inherited: Schema.Boolean,
  }),
  /** Admins of the organization are owners of all that belongs to it. */
  Schema.Struct({ kind: Schema.Literal("administrator") }),
  /** API clients act for the whole organization, as far as their scopes go. */
  Schema.Struct({ kind: Schema.Literal("api_client") }),
  Schema.Struct({ kind: Schema.Literal("no_grant") }),
  Schema.Struct({ kind: Schema.Literal("unknown_resource") }),
  /** Not known in this organization, or not active in it. */
  Schema.Struct({ kind: Schema.Literal("not_a_member") }),
  Schema.Struct({ kind: Schema.Literal("deactivated") }),
])
export type Because = typeof Because.Type

/** What somebody is to a resource, and why. `readOnlyRole`: the grant gives more, the organization role Viewer only reading. */
export const Access = Schema.Struct({
  relation: Schema.NullOr(Relation),
  because: Because,
  readOnlyRole: Schema.Boolean,
})
export type Access = typeof Access.Type

/** Somebody's grant on a resource; `inherited` when it was given on one of its parents. */
export const GrantView = Schema.Struct({
  grantee: Grantee,
  relation: Relation,
  resource: ResourceRef,
  inherited: Schema.Boolean,
  /** False for a member who is deactivated. */
  active: Schema.Boolean,
})

/** One sees the resource and may not do this to it. */
export class RelationRequired extends Problem<RelationRequired>()(
  "RelationRequired",
  { code: "relation_required", status: 403, title: "You need another relation to this." },
  { required: Relation, access: Access },
) {}

export class GranteeNotAllowed extends Problem<GranteeNotAllowed>()(
  "GranteeNotAllowed",
  { code: "grantee_not_allowed", status: 422, title: "This cannot be given to them." },
  {
    reason: Schema.Literals(["unknown_member", "deactivated_member", "owner_is_a_member", "viewer_cannot_own"]),
  },
) {}

export class LastOwner extends Problem<LastOwner>()(
  "LastOwner",
  { code: "last_owner", status: 409, title: "There must be an owner. Make somebody else one first." },
  {},
) {}
