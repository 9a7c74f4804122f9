import type { DeliveryState as ContractState } from "@tango/contracts/api/NotificationsApi"

export type DeliveryState = (typeof ContractState)["Type"]

const rank: Readonly<Record<DeliveryState, number>> = {
  queued: 0,
  sent: 1,
  delayed: 2,
  delivered: 3,
  bounced: 4,
  complained: 4,
  suppressed: 4,
  failed: 4,
}

/** A delivery only moves forward, whatever order its events come in; null when there is nothing new. */
export const advance = (current: DeliveryState, heard: DeliveryState): DeliveryState | null =>
  rank[heard] > rank[current] ? heard : null

const longestWaitMinutes = 60

/** How long a delivery waits after so many failed tries: 1, 2, 4, ... minutes, an hour at most. */
export const backoffMinutes = (attempts: number): number => Math.min(longestWaitMinutes, 2 ** Math.max(0, attempts - 1))

/** After this many tries, about a day, nobody tries any more. */
export const maximumAttempts = 30
