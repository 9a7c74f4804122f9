import { StytchEventReceived } from "@tango/contracts/events/ProviderEvents"
import { onProvider } from "@tango/messaging/Reaction"
import { Webhooks } from "../Webhooks.ts"

/** What identity does when it hears of something. */
export const reactions = [
  onProvider(StytchEventReceived, ({ data }) => Webhooks.use((webhooks) => webhooks.handle(data))),
]
