import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { GranteeKey, GranteeNotAllowed, GrantView, LastOwner, RelationRequired } from "../../Access.ts"
import { Relation } from "../../events/EntitlementsEvents.ts"
import { MemberId, ProjectId } from "../../Ids.ts"
import { AcceptsApiClients, RequiredPermission } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { NotFound } from "../../Problem.ts"

const params = { projectId: ProjectId }
const grantee = { ...params, grantee: GranteeKey }
const Grants = Schema.Struct({ items: Schema.Array(GrantView) })

/** Who is what to a project. Owners share; everybody may leave but the last owner. */
export class SharingGroup extends HttpApiGroup.make("sharing")
  .add(
    HttpApiEndpoint.get("grants", "/projects/:projectId/grants", { params, success: Grants, error: NotFound })
      .annotate(RequiredPermission, "projects:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.put("share", "/projects/:projectId/grants/:grantee", {
      params: grantee,
      payload: Schema.Struct({ relation: Relation }),
      success: Grants,
      error: [NotFound, RelationRequired, GranteeNotAllowed, LastOwner],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    /** In force when it is answered. One's own grant may go without being an owner. */
    HttpApiEndpoint.delete("revoke", "/projects/:projectId/grants/:grantee", {
      params: grantee,
      success: HttpApiSchema.NoContent,
      error: [NotFound, RelationRequired, LastOwner],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    /** Makes somebody else the owner and oneself an editor, in one step. */
    HttpApiEndpoint.post("transfer", "/projects/:projectId/transfer", {
      params,
      payload: Schema.Struct({ memberId: MemberId }),
      success: Grants,
      error: [NotFound, RelationRequired, GranteeNotAllowed],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
  )
  .middleware(Authentication) {}
