import { PaymentFailed, PaymentRecovered, SubscriptionChanged, TrialEnding } from "../events/BillingEvents.ts"
import { OrganizationCreated, OrganizationDeleted } from "../events/IdentityEvents.ts"
import {
  AttachmentDeleted,
  AttachmentUploaded,
  ProjectArchived,
  ProjectCreated,
  ProjectDeleted,
  ProjectRestored,
  ProjectShared,
  ProjectUnshared,
} from "../events/ProjectsEvents.ts"
import { reads } from "../events/Subscription.ts"
import { apiClients } from "./ApiClients.ts"
import { members } from "./Members.ts"

const shared = ["projectId", "actorId", "grantee", "relation"] as const

/** What entitlements hears of, and the fields of it that it reads. */
export const subscriptions = {
  organizationCreated: reads(OrganizationCreated, []),
  organizationDeleted: reads(OrganizationDeleted, []),
  ...apiClients,
  ...members,
  subscriptionChanged: reads(SubscriptionChanged, ["subscriptionId", "plan", "status", "currentPeriodEnd", "cancelAt"]),
  trialEnding: reads(TrialEnding, ["subscriptionId", "trialEnd"]),
  paymentFailed: reads(PaymentFailed, ["subscriptionId", "restrictedAt"]),
  paymentRecovered: reads(PaymentRecovered, ["subscriptionId"]),
  projectCreated: reads(ProjectCreated, ["projectId", "actorId"]),
  projectArchived: reads(ProjectArchived, ["projectId"]),
  projectRestored: reads(ProjectRestored, ["projectId"]),
  projectDeleted: reads(ProjectDeleted, ["projectId", "actorId"]),
  projectShared: reads(ProjectShared, shared),
  projectUnshared: reads(ProjectUnshared, shared),
  attachmentUploaded: reads(AttachmentUploaded, ["attachmentId", "sizeBytes"]),
  attachmentDeleted: reads(AttachmentDeleted, ["attachmentId"]),
}
