import {
  BillingAuditRecorded,
  EntitlementsAuditRecorded,
  NotificationsAuditRecorded,
  ProjectsAuditRecorded,
} from "@tango/contracts/events/AuditEvents"
import { StytchEventReceived } from "@tango/contracts/events/ProviderEvents"
import { on, onProvider } from "@tango/messaging/Reaction"
import { recordElsewhere } from "../AuditTrail.ts"
import { Webhooks } from "../Webhooks.ts"

/** What identity does when it hears of something. */
export const reactions = [
  onProvider(StytchEventReceived, ({ data }) => Webhooks.use((webhooks) => webhooks.handle(data))),
  on(BillingAuditRecorded, recordElsewhere),
  on(EntitlementsAuditRecorded, recordElsewhere),
  on(NotificationsAuditRecorded, recordElsewhere),
  on(ProjectsAuditRecorded, recordElsewhere),
]
