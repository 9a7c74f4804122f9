import { makeConsumer } from "@tango/messaging/ConsumerLambda"
import { Allowances } from "./Allowances.ts"
import { reactions } from "./reactions/Reactions.ts"

export const handler = await makeConsumer(reactions, Allowances.layer)
