import type { Access, Because } from "@tango/contracts/Access"
import { granteeOf } from "@tango/contracts/Access"
import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import { MemberId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import type { Principal } from "@tango/contracts/Principal"

/** Weakest first: the place in the list is what is compared. */
export const relations: ReadonlyArray<Relation> = ["viewer", "editor", "owner"]
export const roles: ReadonlyArray<Role> = ["viewer", "member", "admin"]

export const atLeast = (relation: Relation | null, required: Relation): boolean =>
  relation !== null && relations.indexOf(relation) >= relations.indexOf(required)

/** What has to be known to say what a member is to a resource. */
export interface Facts {
  readonly role: Role | null
  readonly status: "invited" | "active" | "deactivated" | null
  readonly known: boolean
  /** The strongest grant that reaches the member; of two as strong the nearer, then member before role before organization. */
  readonly grant: {
    readonly type: string
    readonly id: string
    readonly grantee: string
    readonly relation: Relation
    readonly inherited: boolean
  } | null
}

const nothing = (kind: Exclude<Because["kind"], "grant" | "administrator" | "api_client">): Access => ({
  relation: null,
  because: { kind },
  readOnlyRole: false,
})

/** Admins own all of the organization's; everybody else what a grant gives them, and a Viewer never more than reading. */
export const accessFrom = ({ grant, known, role, status }: Facts): Access => {
  if (status === "deactivated") return nothing("deactivated")
  if (role === null || status !== "active") return nothing("not_a_member")
  if (!known) return nothing("unknown_resource")
  if (role === "admin") return { relation: "owner", because: { kind: "administrator" }, readOnlyRole: false }
  if (grant === null) return nothing("no_grant")
  const { grantee, id, inherited, relation, type } = grant
  const because = { kind: "grant", resource: { type, id }, grantee: granteeOf(grantee), relation, inherited } as const
  const readOnlyRole = role === "viewer" && relation !== "viewer"
  return { relation: readOnlyRole ? "viewer" : relation, because, readOnlyRole }
}

/** Who asks, as the questions know them: an API client sees what an admin does. */
export const asMember = (principal: Principal): { readonly memberId: MemberId; readonly role: Role } =>
  principal._tag === "Member" ? principal : { memberId: MemberId.make(principal.clientId), role: "admin" }

const writes = ["projects:write", "grants:write"]

/** What an answer about the asking principal is when that is an API client: its scopes, and no role, say how far it goes. */
export const within = (principal: Principal, access: Access): Access =>
  principal._tag === "Member" || access.relation === null
    ? access
    : {
        relation: principal.scopes.some((scope) => writes.includes(scope)) ? "owner" : "viewer",
        because: { kind: "api_client" },
        readOnlyRole: false,
      }
