import {
  BillingAuditRecorded,
  EntitlementsAuditRecorded,
  NotificationsAuditRecorded,
  ProjectsAuditRecorded,
} from "../events/AuditEvents.ts"
import { ExportRequested } from "../events/IdentityEvents.ts"
import { StytchEventReceived } from "../events/ProviderEvents.ts"
import { reads } from "../events/Subscription.ts"
import { plans } from "./Plans.ts"

const entry = ["actor", "action", "target", "ip", "details"] as const

/** What identity hears of, and the fields of it that it reads. */
export const subscriptions = {
  stytchEventReceived: reads(StytchEventReceived, ["providerEventId", "providerType", "objectId", "parentId"]),
  exportRequested: reads(ExportRequested, ["exportId"]),
  ...plans,
  billingAuditRecorded: reads(BillingAuditRecorded, entry),
  entitlementsAuditRecorded: reads(EntitlementsAuditRecorded, entry),
  notificationsAuditRecorded: reads(NotificationsAuditRecorded, entry),
  projectsAuditRecorded: reads(ProjectsAuditRecorded, entry),
}
