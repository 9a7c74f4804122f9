import { makeJob } from "@tango/messaging/JobLambda"
import { AuditExportWriter } from "../AuditExportWriter.ts"

export const handler = await makeJob(
  AuditExportWriter.use(({ writeWaiting }) => writeWaiting),
  AuditExportWriter.layer,
)
