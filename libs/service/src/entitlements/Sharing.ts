import { GranteeNotAllowed, LastOwner } from "@tango/contracts/Access"
import type { Grantee, Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { MemberId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import * as Effect from "effect/Effect"

/** A grant on the resource itself; not active when it is a deactivated member's. */
export interface LiveGrant {
  /** As `granteeKey` writes it. */
  readonly grantee: string
  readonly relation: Relation
  readonly active: boolean
}

/** What is known of the member a grant is for; undefined when there is none of that id in the organization. */
export type Candidate = { readonly role: Role; readonly status: "invited" | "active" | "deactivated" } | undefined

const relationOf = (grants: ReadonlyArray<LiveGrant>, grantee: string): Relation | null =>
  grants.find((grant) => grant.grantee === grantee)?.relation ?? null

/** Taking an active owner away leaves another one. */
const stillOwned = (grants: ReadonlyArray<LiveGrant>, grantee: string): Effect.Effect<void, LastOwner> => {
  const owners = grants.filter(({ active, relation }) => active && relation === "owner")
  return owners.length === 1 && owners[0]?.grantee === grantee ? Effect.fail(new LastOwner({})) : Effect.void
}

const admissible = (
  grantee: Grantee,
  relation: Relation,
  candidate: Candidate,
): Effect.Effect<void, GranteeNotAllowed> => {
  const refuse = (reason: GranteeNotAllowed["reason"]) => Effect.fail(new GranteeNotAllowed({ reason }))
  if (grantee.kind !== "member") return relation === "owner" ? refuse("owner_is_a_member") : Effect.void
  if (candidate === undefined) return refuse("unknown_member")
  if (candidate.status === "deactivated") return refuse("deactivated_member")
  return relation === "owner" && candidate.role === "viewer" ? refuse("viewer_cannot_own") : Effect.void
}

/** True when something changes: giving what somebody has already is no change. */
export const share = Effect.fnUntraced(function* (
  grants: ReadonlyArray<LiveGrant>,
  to: { readonly key: string; readonly grantee: Grantee; readonly candidate: Candidate },
  relation: Relation,
): Effect.fn.Return<boolean, GranteeNotAllowed | LastOwner> {
  yield* admissible(to.grantee, relation, to.candidate)
  if (relationOf(grants, to.key) === relation) return false
  yield* stillOwned(grants, to.key)
  return true
})

/** The relation that is taken back; null when there was none. */
export const revoke = (grants: ReadonlyArray<LiveGrant>, grantee: string): Effect.Effect<Relation | null, LastOwner> =>
  Effect.as(stillOwned(grants, grantee), relationOf(grants, grantee))

/** Whose grant becomes which: the new owner's, and the old one's if they had one of their own. */
export const transfer = Effect.fnUntraced(function* (
  grants: ReadonlyArray<LiveGrant>,
  from: MemberId,
  to: { readonly memberId: MemberId; readonly candidate: Candidate },
): Effect.fn.Return<ReadonlyArray<{ readonly memberId: MemberId; readonly relation: Relation }>, GranteeNotAllowed> {
  yield* admissible({ kind: "member", memberId: to.memberId }, "owner", to.candidate)
  if (from === to.memberId)
    return relationOf(grants, `member:${from}`) === "owner" ? [] : [{ memberId: from, relation: "owner" }]
  return [
    ...(relationOf(grants, `member:${to.memberId}`) === "owner"
      ? []
      : [{ memberId: to.memberId, relation: "owner" as const }]),
    ...(relationOf(grants, `member:${from}`) === "owner" ? [{ memberId: from, relation: "editor" as const }] : []),
  ]
})
