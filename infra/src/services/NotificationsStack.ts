import type { Construct } from "constructs"
import { EventConsumer } from "../constructs/EventConsumer.ts"
import { HttpService } from "../constructs/HttpService.ts"
import { ScheduledJobs } from "../constructs/ScheduledJobs.ts"
import { ServiceDashboard } from "../constructs/ServiceDashboard.ts"
import { ServiceDatabase } from "../constructs/ServiceDatabase.ts"
import { type Configuration, ServiceStack } from "../constructs/ServiceStack.ts"
import { Ses } from "../constructs/Ses.ts"
import { WebhookEndpoint } from "../constructs/WebhookEndpoint.ts"
import type { Environment } from "../Environments.ts"

/** Notifications: server, consumer and jobs speak to the e-mail provider; Resend tells by webhook, SES on the account's bus. */
export class NotificationsStack extends ServiceStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, "notifications", environment)
    const ses = environment.ses === undefined ? undefined : new Ses(this, environment.ses.identity)
    const provider: Configuration = ses?.configuration ?? { secrets: { resend: ["RESEND_API_KEY"] } }
    const sending: Configuration = {
      secrets: { ...provider.secrets, unsubscribe: ["UNSUBSCRIBE_SECRET"] },
      variables: { ...provider.variables, EMAIL_FROM: this.platform.byHand("email-from") },
    }
    const http = new HttpService(this, sending)
    const consumer = new EventConsumer(this, sending)
    const jobs = new ScheduledJobs(this, sending)
    if (ses === undefined) new WebhookEndpoint(this, { secrets: { resend: ["RESEND_WEBHOOK_SECRET"] } })
    for (const sender of [http.role, consumer.function, ...jobs.functions]) ses?.grant(sender)
    new ServiceDatabase(this, { before: [http.service, consumer.function, jobs] })
    new ServiceDashboard(this, http, consumer)
  }
}
