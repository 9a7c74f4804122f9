import { OrganizationCreated, OrganizationUpdated } from "@tango/contracts/events/IdentityEvents"
import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { on, onProvider } from "@tango/messaging/Reaction"
import { Customers } from "../Customers.ts"
import { StripeEvents } from "../StripeEvents.ts"

/** What billing does when it hears of something. */
export const reactions = [
  on(OrganizationCreated, (event) => Customers.use((customers) => customers.follow(event))),
  on(OrganizationUpdated, (event) => Customers.use((customers) => customers.follow(event))),
  onProvider(StripeEventReceived, ({ data }) => StripeEvents.use((events) => events.handle(data))),
]
