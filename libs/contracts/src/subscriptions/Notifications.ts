import {
  CreditsChanged,
  DuplicateRefunded,
  InvoiceDisputed,
  InvoicePaid,
  InvoiceRefunded,
  PaymentFailed,
  PaymentRecovered,
  SubscriptionChanged,
  TrialEnding,
} from "../events/BillingEvents.ts"
import {
  ExportReady,
  MemberDeactivated,
  MemberJoined,
  MemberReactivated,
  MemberRoleChanged,
  MemberUpdated,
  OrganizationCreated,
  OrganizationDeleted,
  OrganizationUpdated,
  SessionRevoked,
} from "../events/IdentityEvents.ts"
import { LimitApproached } from "../events/EntitlementsEvents.ts"
import { ProjectShared } from "../events/ProjectsEvents.ts"
import { ResendEventReceived, SesEventReceived } from "../events/ProviderEvents.ts"
import { reads } from "../events/Subscription.ts"

const organization = ["organizationId", "name", "logoUrl"] as const
const member = ["memberId", "organizationId", "organizationName", "email", "name", "role"] as const

/** What notifications hears of, and the fields of it that it reads. */
export const subscriptions = {
  organizationCreated: reads(OrganizationCreated, organization),
  organizationUpdated: reads(OrganizationUpdated, organization),
  organizationDeleted: reads(OrganizationDeleted, ["organizationId"]),
  memberJoined: reads(MemberJoined, member),
  memberUpdated: reads(MemberUpdated, member),
  memberRoleChanged: reads(MemberRoleChanged, [...member, "previousRole"]),
  memberDeactivated: reads(MemberDeactivated, member),
  memberReactivated: reads(MemberReactivated, member),
  sessionRevoked: reads(SessionRevoked, ["memberId", "reason"]),
  exportReady: reads(ExportReady, ["memberId", "fileName"]),
  subscriptionChanged: reads(SubscriptionChanged, ["plan", "previousPlan"]),
  trialEnding: reads(TrialEnding, ["plan", "trialEnd"]),
  paymentFailed: reads(PaymentFailed, ["amount", "currency", "nextAttemptAt", "restrictedAt"]),
  paymentRecovered: reads(PaymentRecovered, ["amount", "currency"]),
  invoicePaid: reads(InvoicePaid, ["number", "amount", "currency"]),
  invoiceRefunded: reads(InvoiceRefunded, ["number", "amount", "currency"]),
  invoiceDisputed: reads(InvoiceDisputed, ["number", "amount", "currency", "dispute"]),
  duplicateRefunded: reads(DuplicateRefunded, ["amount", "currency"]),
  creditsChanged: reads(CreditsChanged, ["amount", "currency", "balance"]),
  limitApproached: reads(LimitApproached, ["limitName", "limit", "used", "percent"]),
  projectShared: reads(ProjectShared, ["projectId", "projectName", "grantee", "relation", "actorId"]),
  resendEventReceived: reads(ResendEventReceived, ["providerEventId", "providerType", "objectId", "parentId"]),
  sesEventReceived: reads(SesEventReceived, [
    "providerEventId",
    "providerType",
    "objectId",
    "deliveryId",
    "permanent",
    "reason",
  ]),
}
