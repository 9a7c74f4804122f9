import { makeJob } from "@tango/messaging/JobLambda"
import { announceDue } from "../Due.ts"
import { Organizations } from "../Organizations.ts"

export const handler = await makeJob(announceDue, Organizations.layer)
