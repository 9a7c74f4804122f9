import type { MemberStatus } from "@tango/contracts/api/IdentityApi"
import type { MemberId, OrganizationId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"

/** A member as Stytch last described it. `updatedAt` is Stytch's, in milliseconds; 0 when it says nothing. */
export interface MemberSnapshot {
  readonly memberId: MemberId
  readonly organizationId: OrganizationId
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly status: typeof MemberStatus.Type
  readonly updatedAt: number
}

/** A fact about a member that others should hear of. */
export type MemberFact =
  | { readonly _tag: "Invited" }
  | { readonly _tag: "Joined" }
  | { readonly _tag: "RoleChanged"; readonly previousRole: Role }
  | { readonly _tag: "Updated" }
  | { readonly _tag: "Deactivated" }
  | { readonly _tag: "Reactivated" }

/** What is known of a member here; `joined` once it has been announced that it joined. */
export interface KnownMember extends MemberSnapshot {
  readonly joined: boolean
}

/** Whether two descriptions of a member say the same. */
export const isSame = (before: MemberSnapshot, after: MemberSnapshot): boolean =>
  before.email === after.email &&
  before.name === after.name &&
  before.role === after.role &&
  before.status === after.status

/**
 * Whether something later is known already. A deactivation is a tombstone: an answer of the same second may be from before it, so
 * only a `fresh` one undoes it, which Stytch gave while the member was locked here.
 */
const isStale = (before: KnownMember, after: MemberSnapshot, fresh: boolean): boolean =>
  before.status === "deactivated" && after.status !== "deactivated" && !fresh
    ? after.updatedAt <= before.updatedAt
    : after.updatedAt !== 0 && after.updatedAt < before.updatedAt

/**
 * What a snapshot means, given what was known: stale snapshots and repeats are visible cases. A member joins once, however
 * often it is deactivated and comes back.
 */
export const memberFacts = (
  before: KnownMember | undefined,
  after: MemberSnapshot,
  fresh: boolean,
):
  | { readonly _tag: "Stale" }
  | { readonly _tag: "Same" }
  | { readonly _tag: "Changed"; readonly facts: ReadonlyArray<MemberFact> } => {
  if (before === undefined) return { _tag: "Changed", facts: firstFacts(after) }
  if (isStale(before, after, fresh)) return { _tag: "Stale" }
  if (isSame(before, after)) return { _tag: "Same" }
  return { _tag: "Changed", facts: laterFacts(before, after) }
}

const firstFacts = (after: MemberSnapshot): ReadonlyArray<MemberFact> => {
  switch (after.status) {
    case "active":
      return [{ _tag: "Joined" }]
    case "deactivated":
      return []
    default:
      return [{ _tag: "Invited" }]
  }
}

const laterFacts = (before: KnownMember, after: MemberSnapshot): ReadonlyArray<MemberFact> => {
  if (after.status === "deactivated") return before.status === "deactivated" ? [] : [{ _tag: "Deactivated" }]
  if (after.status === "active" && !before.joined) return [{ _tag: "Joined" }]
  if (after.status === "active" && before.status !== "active") return [{ _tag: "Reactivated" }]
  // Who was in, or out, and is asked in again: others have to hear that the status is another.
  if (after.status !== "active" && (before.status === "active" || before.status === "deactivated"))
    return [{ _tag: "Invited" }]
  const facts: Array<MemberFact> = []
  if (before.role !== after.role) facts.push({ _tag: "RoleChanged", previousRole: before.role })
  if (before.email !== after.email || before.name !== after.name || before.status !== after.status)
    facts.push({ _tag: "Updated" })
  return facts
}
