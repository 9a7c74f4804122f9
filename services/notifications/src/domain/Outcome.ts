import type { SuppressionReason } from "@tango/contracts/api/NotificationsApi"
import type { SesEventReceived } from "@tango/contracts/events/ProviderEvents"
import type { DeliveryState } from "./DeliveryState.ts"

type Suppressing = typeof SuppressionReason.Type | null

/** What became of an e-mail, and whether its address is to have no more. */
export interface Outcome {
  readonly state: Exclude<DeliveryState, "queued">
  readonly reason: string | null
  readonly providerId: string
  readonly suppressed: Suppressing
}

/** In words for an admin. */
export const reasonFor = (state: Outcome["state"], suppressed: Suppressing): string | null => {
  switch (state) {
    case "bounced":
      return suppressed === null ? "The mailbox could not be reached" : "The address does not exist"
    case "complained":
      return "The recipient marked it as spam"
    case "suppressed":
      return `The provider sends nothing to this address: ${suppressed ?? "provider"}`
    case "delayed":
      return "The recipient's mail server takes nothing at the moment"
    case "failed":
      return "The provider could not send it"
    default:
      return null
  }
}

const states = {
  Send: "sent",
  Delivery: "delivered",
  DeliveryDelay: "delayed",
  Bounce: "bounced",
  Complaint: "complained",
  Reject: "failed",
} as const

/** An event of SES. It takes an e-mail to an address on its list and then has it bounce: for us that is suppressed. */
export const fromSes = (data: (typeof SesEventReceived)["data"]["Type"]): Outcome => {
  const listed = data.providerType === "Bounce" && /SuppressionList|^Suppressed$/u.test(data.reason ?? "")
  const state = listed ? "suppressed" : states[data.providerType]
  const suppressed = listed
    ? "provider"
    : state === "complained"
      ? "complaint"
      : state === "bounced" && data.permanent
        ? "bounce"
        : null
  return { state, providerId: data.objectId, suppressed, reason: reasonFor(state, suppressed) }
}
