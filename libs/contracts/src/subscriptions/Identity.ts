import { StytchEventReceived } from "../events/ProviderEvents.ts"
import { reads } from "../events/Subscription.ts"

/** What identity hears of, and the fields of it that it reads. */
export const subscriptions = {
  stytchEventReceived: reads(StytchEventReceived, ["providerEventId", "providerType", "objectId", "parentId"]),
}
