import { makeConsumer } from "@tango/messaging/ConsumerLambda"
import * as Layer from "effect/Layer"
import { reactions } from "./reactions/Reactions.ts"
import { rebuild } from "./rebuild.ts"

export const handler = await makeConsumer(reactions, Layer.empty, rebuild)
