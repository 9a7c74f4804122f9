import { makeConsumer } from "@tango/messaging/ConsumerLambda"
import { OrganizationPlans } from "./OrganizationPlans.ts"
import { reactions } from "./reactions/Reactions.ts"

export const handler = await makeConsumer(reactions, OrganizationPlans.layer)
