import type { Construct } from "constructs"
import { EventConsumer } from "../constructs/EventConsumer.ts"
import { HttpService } from "../constructs/HttpService.ts"
import { ScheduledJobs } from "../constructs/ScheduledJobs.ts"
import { ServiceDashboard } from "../constructs/ServiceDashboard.ts"
import { ServiceDatabase } from "../constructs/ServiceDatabase.ts"
import { ServiceStack } from "../constructs/ServiceStack.ts"
import type { Environment } from "../Environments.ts"

/** Entitlements: needs nobody outside, and the operators' keys for overrides. */
export class EntitlementsStack extends ServiceStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, "entitlements", environment)
    const http = new HttpService(this, { secrets: { operator: ["OPERATOR_KEYS"] } })
    const consumer = new EventConsumer(this)
    const jobs = new ScheduledJobs(this)
    new ServiceDatabase(this, { before: [http.service, consumer.function, jobs] })
    new ServiceDashboard(this, http, consumer)
  }
}
