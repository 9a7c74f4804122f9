import { makeJob } from "@tango/messaging/JobLambda"
import { UploadSweep } from "../UploadSweep.ts"

export const handler = await makeJob(
  UploadSweep.use(({ sweep }) => sweep),
  UploadSweep.layer,
)
