import { makeConsumer } from "@tango/messaging/Lambda"
import { layerBilling } from "./Billing.ts"
import { reactions } from "./reactions/Reactions.ts"

export const handler = makeConsumer(reactions, layerBilling)
