import { makeConsumer } from "@tango/messaging/ConsumerLambda"
import * as Layer from "effect/Layer"
import { layerProvider } from "./providers/Provider.ts"
import { layerReactions, reactions } from "./reactions/Reactions.ts"

export const handler = await makeConsumer(reactions, Layer.provide(layerReactions, layerProvider))
