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
  Identity.MemberInvited,
  Identity.MemberJoined,
  Identity.MemberUpdated,
  Identity.MemberRoleChanged,
  Identity.MemberDeactivated,
  Billing.SubscriptionChanged,
  Entitlements.OrganizationEntitlementsChanged,
  Notifications.EmailDelivered,
  Projects.ProjectCreated,
  Projects.ProjectArchived,
  Provider.StytchEventReceived,
  Provider.StripeEventReceived,
  Provider.ResendEventReceived,
] as const
