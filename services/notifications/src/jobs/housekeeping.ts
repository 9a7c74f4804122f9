import { housekeeping } from "@tango/messaging/Housekeeping"
import { makeJob } from "@tango/messaging/JobLambda"
import * as Layer from "effect/Layer"

export const handler = await makeJob(housekeeping, Layer.empty)
