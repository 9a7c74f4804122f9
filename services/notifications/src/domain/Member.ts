import { type MemberId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"

/** `invited` until we hear that the person has joined, in whatever order identity's events come. */
type MemberStatus = "invited" | "active" | "deactivated"

export interface Member {
  readonly memberId: MemberId
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly status: MemberStatus
}

export const memberStatus = (member: { readonly joined: boolean; readonly deactivated: boolean }): MemberStatus =>
  member.deactivated ? "deactivated" : member.joined ? "active" : "invited"
