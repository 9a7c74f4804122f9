import * as events from "aws-cdk-lib/aws-events"
import type { Construct } from "constructs"
import { DirectFunctions } from "../constructs/DirectFunctions.ts"
import { EventConsumer } from "../constructs/EventConsumer.ts"
import { HttpService } from "../constructs/HttpService.ts"
import { ownAlarm } from "../constructs/OwnAlarm.ts"
import { ProviderEvents } from "../constructs/ProviderEvents.ts"
import { ScheduledJobs } from "../constructs/ScheduledJobs.ts"
import { ServiceDashboard } from "../constructs/ServiceDashboard.ts"
import { ServiceDatabase } from "../constructs/ServiceDatabase.ts"
import { type Configuration, ServiceStack } from "../constructs/ServiceStack.ts"
import { WebhookEndpoint } from "../constructs/WebhookEndpoint.ts"
import type { Environment } from "../Environments.ts"

/** What the daily reconciliation has found or could not look at. */
const differences = [
  ["BillingDrift", "Stripe had what no event had told us of; it has been taken over. Webhooks may be getting lost."],
  ["SeatDrift", "Seats did not follow the members; they do again."],
  ["CreditDrift", "An organization's ledger of credit is not what Stripe has."],
  ["ReconcileFailures", "An organization could not be compared with Stripe."],
] as const

/** Billing: its own work needs Stripe's key; the webhook function only the endpoint's secret, and Stripe's own bus none. */
export class BillingStack extends ServiceStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, "billing", environment)
    const stripe: Configuration = { secrets: { stripe: ["STRIPE_SECRET_KEY"] } }
    const http = new HttpService(this, { secrets: { ...stripe.secrets, operator: ["OPERATOR_KEYS"] } })
    const consumer = new EventConsumer(this, stripe)
    const jobs = new ScheduledJobs(this, stripe)
    new DirectFunctions(this)
    if (environment.stripeEventSource === undefined)
      new WebhookEndpoint(this, { secrets: { stripe: ["STRIPE_WEBHOOK_SECRET"] } })
    else
      new ProviderEvents(this, {
        provider: "stripe",
        entry: "services/billing/src/partner.ts",
        eventBus: events.EventBus.fromEventBusName(this, "StripeBus", environment.stripeEventSource),
        eventPattern: { source: [environment.stripeEventSource] },
      })
    new ServiceDatabase(this, { before: [http.service, consumer.function, jobs] })
    new ServiceDashboard(this, http, consumer)
    for (const [metricName, says] of differences) ownAlarm(this, metricName, says)
  }
}
