import { makeConsumer } from "@tango/messaging/ConsumerLambda"
import { layerBilling } from "./Billing.ts"
import { reactions } from "./reactions/Reactions.ts"

export const handler = await makeConsumer(reactions, layerBilling)
