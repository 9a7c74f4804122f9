import { makeJob } from "@tango/messaging/JobLambda"
import { SignInRetention } from "../SignInRetention.ts"

export const handler = await makeJob(
  SignInRetention.use(({ prune }) => prune),
  SignInRetention.layer,
)
