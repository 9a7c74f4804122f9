import { paidMeters } from "@tango/contracts/Plans"
import { subscriptions } from "@tango/contracts/subscriptions/Billing"
import { on, onProvider, Poison } from "@tango/messaging/Reaction"
import * as Effect from "effect/Effect"
import { Arrangements } from "../Arrangements.ts"
import { Customers } from "../Customers.ts"
import { Seats } from "../Seats.ts"
import { StripeEvents } from "../StripeEvents.ts"
import { UsageReports } from "../UsageReports.ts"

/** What billing does when it hears of something. */
export const reactions = [
  on(subscriptions.organizationCreated, (event) => Customers.use((customers) => customers.follow(event))),
  on(subscriptions.organizationUpdated, (event) => Customers.use((customers) => customers.follow(event))),
  on(subscriptions.organizationDeleted, () => Arrangements.use((arrangements) => arrangements.end)),
  on(subscriptions.memberInvited, (event) => Seats.use((seats) => seats.follow(event, "invited"))),
  on(subscriptions.memberJoined, (event) => Seats.use((seats) => seats.follow(event, "active"))),
  on(subscriptions.memberReactivated, (event) => Seats.use((seats) => seats.follow(event, "active"))),
  on(subscriptions.memberDeactivated, (event) => Seats.use((seats) => seats.follow(event, "deactivated"))),
  on(subscriptions.usageRecorded, ({ data: { amount, feature, key, recordedAt } }) =>
    UsageReports.use((reports) =>
      Effect.forEach(
        Object.values(paidMeters).filter((meter) => meter.feature === feature),
        // What is given back has the key of the use, and counts once as well.
        (meter) =>
          reports.report({
            meter: meter.key,
            amount,
            key: amount < 0 ? `${key}:back` : key,
            recordedAt: new Date(recordedAt),
          }),
      ),
    ).pipe(
      Effect.asVoid,
      // No attempt will be better: a person has to see it.
      Effect.catchTag("UsageRefused", ({ reason }) =>
        Effect.fail(new Poison({ reason: `Stripe does not count this use: ${reason}` })),
      ),
    ),
  ),
  onProvider(subscriptions.stripeEventReceived, ({ data }) => StripeEvents.use((events) => events.handle(data))),
]
