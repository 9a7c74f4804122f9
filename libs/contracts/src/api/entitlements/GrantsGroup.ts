import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { GranteeKey, GranteeNotAllowed, LastOwner, RelationRequired } from "../../Access.ts"
import { Grantee, Relation } from "../../events/EntitlementsEvents.ts"
import { MemberId, ResourceRef } from "../../Ids.ts"
import { RequiredPermission } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { NotFound, Problem } from "../../Problem.ts"

/** A resource would be inside of itself, or too deep inside of others. */
export class NestingRefused extends Problem<NestingRefused>()(
  "NestingRefused",
  { code: "nesting_refused", status: 409, title: "It cannot be inside of that." },
  { reason: Schema.Literals(["cycle", "too_deep", "unknown_parent"]) },
) {}

/** Resources of this kind are another service's, which shares them itself. */
export class ManagedElsewhere extends Problem<ManagedElsewhere>()(
  "ManagedElsewhere",
  { code: "managed_elsewhere", status: 409, title: "This kind of resource is shared where it is made." },
  { service: Schema.String },
) {}

const params = { type: ResourceRef.fields.type, id: ResourceRef.fields.id }
const grantee = { ...params, grantee: GranteeKey }
const Grant = Schema.Struct({ grantee: Grantee, relation: Relation })

/** Sharing of resources that no service keeps the grants of: declared here, with the one who declares them as owner. */
export class GrantsGroup extends HttpApiGroup.make("grants")
  .add(
    HttpApiEndpoint.put("declare", "/resources/:type/:id", {
      params,
      payload: Schema.Struct({ parent: Schema.NullOr(ResourceRef) }),
      success: Schema.Struct({ resource: ResourceRef, parent: Schema.NullOr(ResourceRef) }),
      error: [NotFound, RelationRequired, NestingRefused, ManagedElsewhere],
    }).annotate(RequiredPermission, "grants:write"),
    HttpApiEndpoint.delete("remove", "/resources/:type/:id", {
      params,
      success: HttpApiSchema.NoContent,
      error: [NotFound, RelationRequired, ManagedElsewhere],
    }).annotate(RequiredPermission, "grants:write"),
    HttpApiEndpoint.put("share", "/resources/:type/:id/grants/:grantee", {
      params: grantee,
      payload: Schema.Struct({ relation: Relation }),
      success: Grant,
      error: [NotFound, RelationRequired, GranteeNotAllowed, LastOwner, ManagedElsewhere],
    }).annotate(RequiredPermission, "grants:write"),
    HttpApiEndpoint.delete("revoke", "/resources/:type/:id/grants/:grantee", {
      params: grantee,
      success: HttpApiSchema.NoContent,
      error: [NotFound, RelationRequired, LastOwner, ManagedElsewhere],
    }).annotate(RequiredPermission, "grants:write"),
    HttpApiEndpoint.post("transfer", "/resources/:type/:id/transfer", {
      params,
      payload: Schema.Struct({ memberId: MemberId }),
      success: Grant,
      error: [NotFound, RelationRequired, GranteeNotAllowed, ManagedElsewhere],
    }).annotate(RequiredPermission, "grants:write"),
  )
  .middleware(Authentication) {}
