import { UsageRecorded } from "@tango/contracts/events/EntitlementsEvents"
import * as Identity from "@tango/contracts/events/IdentityEvents"
import { StripeEventReceived } from "@tango/contracts/events/ProviderEvents"
import { on, onProvider } from "@tango/messaging/Reaction"
import * as Effect from "effect/Effect"
import { Arrangements } from "../Arrangements.ts"
import { Customers } from "../Customers.ts"
import { Seats } from "../Seats.ts"
import { StripeEvents } from "../StripeEvents.ts"
import { UsageReports } from "../UsageReports.ts"

/** What billing does when it hears of something. */
export const reactions = [
  on(Identity.OrganizationCreated, (event) => Customers.use((customers) => customers.follow(event))),
  on(Identity.OrganizationUpdated, (event) => Customers.use((customers) => customers.follow(event))),
  on(Identity.OrganizationDeleted, () => Arrangements.use((arrangements) => arrangements.end)),
  on(Identity.MemberInvited, (event) => Seats.use((seats) => seats.follow(event, "invited"))),
  on(Identity.MemberJoined, (event) => Seats.use((seats) => seats.follow(event, "active"))),
  on(Identity.MemberReactivated, (event) => Seats.use((seats) => seats.follow(event, "active"))),
  on(Identity.MemberDeactivated, (event) => Seats.use((seats) => seats.follow(event, "deactivated"))),
  on(UsageRecorded, ({ data: { amount, feature, key, recordedAt } }) =>
    UsageReports.use((reports) =>
      reports.report({ meter: feature, amount, key, recordedAt: new Date(recordedAt) }),
    ).pipe(Effect.asVoid),
  ),
  onProvider(StripeEventReceived, ({ data }) => StripeEvents.use((events) => events.handle(data))),
]
