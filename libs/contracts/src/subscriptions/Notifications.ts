import { SubscriptionChanged } from "../events/BillingEvents.ts"
import {
  MemberDeactivated,
  MemberJoined,
  MemberRoleChanged,
  MemberUpdated,
  OrganizationCreated,
  OrganizationUpdated,
} from "../events/IdentityEvents.ts"
import { ResendEventReceived } from "../events/ProviderEvents.ts"
import { reads } from "../events/Subscription.ts"

const organization = ["organizationId", "name"] as const
const member = ["memberId", "organizationId", "email", "name", "role"] as const

/** What notifications hears of, and the fields of it that it reads. */
export const subscriptions = {
  organizationCreated: reads(OrganizationCreated, organization),
  organizationUpdated: reads(OrganizationUpdated, organization),
  memberJoined: reads(MemberJoined, member),
  memberUpdated: reads(MemberUpdated, member),
  memberRoleChanged: reads(MemberRoleChanged, member),
  memberDeactivated: reads(MemberDeactivated, member),
  subscriptionChanged: reads(SubscriptionChanged, ["plan", "previousPlan"]),
  resendEventReceived: reads(ResendEventReceived, ["providerEventId", "providerType", "objectId", "parentId"]),
}
