import { makeConsumer } from "@tango/messaging/Lambda"
import { OrganizationPlans } from "./OrganizationPlans.ts"
import { reactions } from "./reactions/Reactions.ts"

export const handler = makeConsumer(reactions, OrganizationPlans.layer)
