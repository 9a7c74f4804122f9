import { makeConsumer } from "@tango/messaging/ConsumerLambda"
import * as Layer from "effect/Layer"
import { layerResend } from "./providers/ResendProvider.ts"
import { layerReactions, reactions } from "./reactions/Reactions.ts"

export const handler = await makeConsumer(reactions, Layer.provide(layerReactions, layerResend))
