import { makeConsumer } from "@tango/messaging/ConsumerLambda"
import * as Layer from "effect/Layer"
import { layerProvider } from "./providers/Provider.ts"
import { layerReactions, reactions } from "./reactions/Reactions.ts"
import { rebuild } from "./rebuild.ts"

export const handler = await makeConsumer(reactions, Layer.provide(layerReactions, layerProvider), rebuild)
