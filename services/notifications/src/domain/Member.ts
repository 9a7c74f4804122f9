import { type MemberId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"

/** `invited` until we hear that the person has joined, in whatever order identity's events come. */
export type MemberStatus = "invited" | "active" | "deactivated"

export interface Member {
  readonly memberId: MemberId
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly status: MemberStatus
}
