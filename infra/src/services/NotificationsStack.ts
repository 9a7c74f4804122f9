import type { Construct } from "constructs"
import { EventConsumer } from "../constructs/EventConsumer.ts"
import { HttpService } from "../constructs/HttpService.ts"
import { ScheduledJobs } from "../constructs/ScheduledJobs.ts"
import { ServiceDashboard } from "../constructs/ServiceDashboard.ts"
import { ServiceDatabase } from "../constructs/ServiceDatabase.ts"
import { type Configuration, ServiceStack } from "../constructs/ServiceStack.ts"
import { WebhookEndpoint } from "../constructs/WebhookEndpoint.ts"
import type { Environment } from "../Environments.ts"

/** Notifications: the consumer sends, so Resend's key is its alone. */
export class NotificationsStack extends ServiceStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, "notifications", environment)
    const sending: Configuration = {
      secrets: { resend: ["RESEND_API_KEY"] },
      variables: { EMAIL_FROM: this.platform.byHand("email-from") },
    }
    const http = new HttpService(this)
    const consumer = new EventConsumer(this, sending)
    const jobs = new ScheduledJobs(this, sending)
    new WebhookEndpoint(this, { secrets: { resend: ["RESEND_WEBHOOK_SECRET"] } })
    new ServiceDatabase(this, { before: [http.service, consumer.function, jobs] })
    new ServiceDashboard(this, http, consumer)
  }
}
