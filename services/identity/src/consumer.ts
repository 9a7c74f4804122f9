import { makeConsumer } from "@tango/messaging/ConsumerLambda"
import { layerReactions } from "./reactions/LayerReactions.ts"
import { reactions } from "./reactions/Reactions.ts"
import { rebuild } from "./rebuild.ts"

export const handler = await makeConsumer(reactions, layerReactions, rebuild)
