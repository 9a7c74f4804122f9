import { makeJob } from "@tango/messaging/JobLambda"
import * as Layer from "effect/Layer"
import { sendDue } from "../DueDeliveries.ts"
import { layerProvider } from "../providers/Provider.ts"
import { layerSender } from "../reactions/Reactions.ts"

export const handler = await makeJob(sendDue, Layer.provide(layerSender, layerProvider))
