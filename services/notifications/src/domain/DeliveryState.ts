import type { DeliveryState as ContractState } from "@tango/contracts/api/NotificationsApi"

export type DeliveryState = (typeof ContractState)["Type"]

const rank: Readonly<Record<DeliveryState, number>> = {
  queued: 0,
  sent: 1,
  delivered: 2,
  bounced: 3,
  complained: 3,
  failed: 3,
}

/** A delivery only moves forward, whatever order its webhooks come in; null when there is nothing new. */
export const advance = (current: DeliveryState, heard: DeliveryState): DeliveryState | null =>
  rank[heard] > rank[current] ? heard : null
