import { subscriptions } from "@tango/contracts/subscriptions/Identity"
import { on, onProvider } from "@tango/messaging/Reaction"
import { planReactions } from "@tango/service/entitlements/Reactions"
import { AuditExportWriter } from "../AuditExportWriter.ts"
import { recordElsewhere } from "../AuditTrail.ts"
import { Webhooks } from "../Webhooks.ts"

/** What identity does when it hears of something. */
export const reactions = [
  ...planReactions,
  onProvider(subscriptions.stytchEventReceived, ({ data }) => Webhooks.use((webhooks) => webhooks.handle(data))),
  on(subscriptions.exportRequested, ({ data }) => AuditExportWriter.use((writer) => writer.write(data.exportId))),
  on(subscriptions.billingAuditRecorded, recordElsewhere),
  on(subscriptions.entitlementsAuditRecorded, recordElsewhere),
  on(subscriptions.notificationsAuditRecorded, recordElsewhere),
  on(subscriptions.projectsAuditRecorded, recordElsewhere),
]
