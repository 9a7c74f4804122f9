import type { Construct } from "constructs"
import { EventConsumer } from "../constructs/EventConsumer.ts"
import { HttpService } from "../constructs/HttpService.ts"
import { ScheduledJobs } from "../constructs/ScheduledJobs.ts"
import { ServiceDashboard } from "../constructs/ServiceDashboard.ts"
import { ServiceDatabase } from "../constructs/ServiceDatabase.ts"
import { ServiceStack } from "../constructs/ServiceStack.ts"
import { uploadsOf } from "../constructs/Uploads.ts"
import type { Environment } from "../Environments.ts"

/** Projects, the worked example of a team's own service. */
export class ProjectsStack extends ServiceStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, "projects", environment)
    const uploads = uploadsOf(this)
    const http = new HttpService(this, uploads)
    const consumer = new EventConsumer(this, uploads)
    const jobs = new ScheduledJobs(this, uploads)
    uploads.grantTo(http.role, consumer.function, ...jobs.functions)
    new ServiceDatabase(this, { before: [http.service, consumer.function, jobs] })
    new ServiceDashboard(this, http, consumer)
  }
}
