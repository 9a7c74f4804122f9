import * as Audit from "./AuditEvents.ts"
import * as Billing from "./BillingEvents.ts"
import * as Entitlements from "./EntitlementsEvents.ts"
import * as Identity from "./IdentityEvents.ts"
import * as Notifications from "./NotificationsEvents.ts"
import * as Projects from "./ProjectsEvents.ts"
import * as Provider from "./ProviderEvents.ts"

/** Every event of the product. */
export const catalogue = [
  Identity.OrganizationCreated,
  Identity.OrganizationUpdated,
  Identity.OrganizationDeleted,
  Identity.MemberInvited,
  Identity.MemberJoined,
  Identity.MemberUpdated,
  Identity.MemberRoleChanged,
  Identity.MemberDeactivated,
  Identity.MemberReactivated,
  Identity.SessionRevoked,
  Identity.ApiClientRevoked,
  Identity.ExportRequested,
  Identity.ExportReady,
  Billing.SubscriptionChanged,
  Billing.TrialEnding,
  Billing.PaymentFailed,
  Billing.PaymentRecovered,
  Billing.InvoicePaid,
  Billing.InvoiceRefunded,
  Billing.InvoiceDisputed,
  Billing.CreditsChanged,
  Billing.DuplicateRefunded,
  Entitlements.OrganizationEntitlementsChanged,
  Entitlements.GrantCreated,
  Entitlements.GrantRevoked,
  Entitlements.ResourceChanged,
  Entitlements.ResourceRemoved,
  Entitlements.UsageRecorded,
  Entitlements.LimitApproached,
  Notifications.EmailDelivered,
  Notifications.EmailBounced,
  Notifications.EmailComplained,
  Projects.ProjectCreated,
  Projects.ProjectArchived,
  Projects.ProjectRestored,
  Projects.ProjectDeleted,
  Projects.ProjectShared,
  Projects.ProjectUnshared,
  Projects.AttachmentUploaded,
  Projects.AttachmentDeleted,
  Audit.BillingAuditRecorded,
  Audit.EntitlementsAuditRecorded,
  Audit.NotificationsAuditRecorded,
  Audit.ProjectsAuditRecorded,
  Provider.StytchEventReceived,
  Provider.StripeEventReceived,
  Provider.ResendEventReceived,
  Provider.SesEventReceived,
] as const
