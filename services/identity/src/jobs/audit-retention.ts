import { makeJob } from "@tango/messaging/JobLambda"
import { AuditRetention } from "../AuditRetention.ts"

export const handler = await makeJob(
  AuditRetention.use(({ prune }) => prune),
  AuditRetention.layer,
)
