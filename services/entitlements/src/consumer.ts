import { makeConsumer } from "@tango/messaging/ConsumerLambda"
import { reactions } from "./reactions/Reactions.ts"
import { layerReacting } from "./Services.ts"

export const handler = await makeConsumer(reactions, layerReacting)
