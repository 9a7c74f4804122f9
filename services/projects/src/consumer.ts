import { makeConsumer } from "@tango/messaging/Lambda"
import { Allowances } from "./Allowances.ts"
import { reactions } from "./reactions/Reactions.ts"

export const handler = makeConsumer(reactions, Allowances.layer)
