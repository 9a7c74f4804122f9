import { UsageRecorded } from "../events/EntitlementsEvents.ts"
import {
  MemberDeactivated,
  MemberInvited,
  MemberJoined,
  MemberReactivated,
  OrganizationCreated,
  OrganizationDeleted,
  OrganizationUpdated,
} from "../events/IdentityEvents.ts"
import { StripeEventReceived } from "../events/ProviderEvents.ts"
import { reads } from "../events/Subscription.ts"

/** What billing hears of, and the fields of it that it reads. */
export const subscriptions = {
  organizationCreated: reads(OrganizationCreated, ["name"]),
  organizationUpdated: reads(OrganizationUpdated, ["name"]),
  organizationDeleted: reads(OrganizationDeleted, []),
  memberInvited: reads(MemberInvited, ["memberId"]),
  memberJoined: reads(MemberJoined, ["memberId"]),
  memberReactivated: reads(MemberReactivated, ["memberId"]),
  memberDeactivated: reads(MemberDeactivated, ["memberId"]),
  usageRecorded: reads(UsageRecorded, ["feature", "amount", "recordedAt", "key"]),
  stripeEventReceived: reads(StripeEventReceived, ["providerEventId", "providerType", "objectId", "parentId"]),
}
