import { makeConsumer } from "@tango/messaging/Lambda"
import { layerReactions } from "./reactions/LayerReactions.ts"
import { reactions } from "./reactions/Reactions.ts"

export const handler = makeConsumer(reactions, layerReactions)
