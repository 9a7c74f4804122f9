import { SubscriptionChanged } from "@tango/contracts/events/BillingEvents"
import { OrganizationCreated } from "@tango/contracts/events/IdentityEvents"
import { on } from "@tango/messaging/Reaction"
import { OrganizationPlans } from "../OrganizationPlans.ts"

/** What entitlements does when it hears of something. */
export const reactions = [
  on(OrganizationCreated, ({ metadata }) =>
    OrganizationPlans.use((plans) => plans.apply({ eventId: metadata.id, plan: "free", sequence: 0 })),
  ),
  on(SubscriptionChanged, ({ data, metadata }) =>
    OrganizationPlans.use((plans) =>
      plans.apply({ eventId: metadata.id, plan: data.plan, sequence: metadata.sequence }),
    ),
  ),
]
