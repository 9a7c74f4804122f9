import { makeJob } from "@tango/messaging/JobLambda"
import * as Layer from "effect/Layer"
import { sendDigests } from "../Digests.ts"
import { layerProvider } from "../providers/Provider.ts"
import { layerSender } from "../reactions/Reactions.ts"

export const handler = await makeJob(sendDigests, Layer.provide(layerSender, layerProvider))
