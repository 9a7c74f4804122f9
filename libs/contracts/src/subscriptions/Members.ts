import {
  MemberDeactivated,
  MemberInvited,
  MemberJoined,
  MemberReactivated,
  MemberRoleChanged,
  MemberUpdated,
} from "../events/IdentityEvents.ts"
import { reads } from "../events/Subscription.ts"

const member = ["memberId", "role"] as const

/** What every service hears of that asks what a member is to a resource. */
export const members = {
  memberInvited: reads(MemberInvited, member),
  memberJoined: reads(MemberJoined, member),
  memberUpdated: reads(MemberUpdated, member),
  memberRoleChanged: reads(MemberRoleChanged, member),
  memberDeactivated: reads(MemberDeactivated, member),
  memberReactivated: reads(MemberReactivated, member),
}
