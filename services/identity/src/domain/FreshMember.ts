import type { MemberId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import type { Member, Organization } from "stytch"

/** Somebody whose session Stytch has confirmed just now, with what it knows of them at this moment. */
export interface FreshMember {
  readonly memberId: MemberId
  readonly role: Role
  readonly jwt: string
  readonly member: Member
  readonly organization: Organization
}
