import type { Construct } from "constructs"
import { EventConsumer } from "../constructs/EventConsumer.ts"
import { HttpService } from "../constructs/HttpService.ts"
import { ownAlarm } from "../constructs/OwnAlarm.ts"
import { ScheduledJobs } from "../constructs/ScheduledJobs.ts"
import { ServiceDashboard } from "../constructs/ServiceDashboard.ts"
import { ServiceDatabase } from "../constructs/ServiceDatabase.ts"
import { type Configuration, ServiceStack } from "../constructs/ServiceStack.ts"
import { uploadsOf } from "../constructs/Uploads.ts"
import { WebhookEndpoint } from "../constructs/WebhookEndpoint.ts"
import type { Environment } from "../Environments.ts"

/** Identity: Stytch is the source of truth, and two proxies of ours (CloudFront, load balancer) are before it. */
export class IdentityStack extends ServiceStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, "identity", environment)
    const uploads = uploadsOf(this)
    const stytch: Configuration = {
      secrets: { stytch: ["STYTCH_SECRET"] },
      variables: {
        ...uploads.variables,
        STYTCH_PUBLIC_TOKEN: this.platform.byHand("stytch-public-token"),
        TRUSTED_PROXIES: "2",
      },
    }
    const http = new HttpService(this, stytch)
    const consumer = new EventConsumer(this, stytch)
    const jobs = new ScheduledJobs(this, stytch)
    uploads.grantTo(http.role, consumer.function, ...jobs.functions)
    new WebhookEndpoint(this, { secrets: { stytch: ["STYTCH_WEBHOOK_SECRET"] } })
    new ServiceDatabase(this, { before: [http.service, consumer.function, jobs] })
    new ServiceDashboard(this, http, consumer)
    ownAlarm(this, "ReadModelUnrepaired", "Members differ between Stytch and here, and no comparison could mend it.")
  }
}
