import * as events from "aws-cdk-lib/aws-events"
import type { Construct } from "constructs"
import { DirectFunctions } from "../constructs/DirectFunctions.ts"
import { EventConsumer } from "../constructs/EventConsumer.ts"
import { HttpService } from "../constructs/HttpService.ts"
import { ProviderEvents } from "../constructs/ProviderEvents.ts"
import { ScheduledJobs } from "../constructs/ScheduledJobs.ts"
import { ServiceDashboard } from "../constructs/ServiceDashboard.ts"
import { ServiceDatabase } from "../constructs/ServiceDatabase.ts"
import { type Configuration, ServiceStack } from "../constructs/ServiceStack.ts"
import { WebhookEndpoint } from "../constructs/WebhookEndpoint.ts"
import type { Environment } from "../Environments.ts"

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
  }
}
