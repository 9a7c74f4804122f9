import { makeConsumer } from "@tango/messaging/Lambda"
import { Layer } from "effect"
import { layerResend } from "./providers/ResendProvider.ts"
import { layerReactions, reactions } from "./reactions/Reactions.ts"

export const handler = makeConsumer(reactions, Layer.provide(layerReactions, layerResend))
