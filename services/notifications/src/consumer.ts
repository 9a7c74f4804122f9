import { makeConsumer } from "@tango/messaging/ConsumerLambda"
import { Layer } from "effect"
import { layerResend } from "./providers/ResendProvider.ts"
import { layerReactions, reactions } from "./reactions/Reactions.ts"

export const handler = await makeConsumer(reactions, Layer.provide(layerReactions, layerResend))
