import { makeConsumer } from "@tango/messaging/Lambda"
import { Layer } from "effect"
import { ReadModel } from "./ReadModel.ts"
import { reactions } from "./reactions/Reactions.ts"
import { Stytch } from "./Stytch.ts"
import { Webhooks } from "./Webhooks.ts"

export const layerReactions = Webhooks.layer.pipe(Layer.provide([ReadModel.layer, Stytch.layer]))

export const handler = makeConsumer(reactions, layerReactions)
