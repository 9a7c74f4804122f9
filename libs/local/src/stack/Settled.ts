import { setTimeout as delay } from "node:timers/promises"
import { isRecord, list } from "../console/Json.ts"
import { makeQueues } from "../console/Queues.ts"
import type { Topology } from "../Topology.ts"

const waitingWebhooks = async (stytchUrl: string): Promise<number> => {
  const body: unknown = await (await fetch(`${stytchUrl}/_emulator/webhooks`)).json()
  return list(isRecord(body) ? body["waiting"] : []).length
}

/** Waits until what Stytch told has gone through the consumers' queues; after the seconds are over it goes on all the same. */
export const untilSettled = async (
  stytchUrl: string,
  awsUrl: string,
  topology: Topology,
  seconds: number,
): Promise<void> => {
  const queues = makeQueues(awsUrl, topology)
  const deadline = Date.now() + seconds * 1000
  try {
    for (let quiet = 0; quiet < 3 && Date.now() < deadline;) {
      await delay(100)
      const depths = (await queues.list()).filter((queue) => queue.redrivesTo === undefined)
      const busy = depths.some(({ messages, inFlight, delayed }) => messages + inFlight + delayed > 0)
      quiet = busy || (await waitingWebhooks(stytchUrl)) > 0 ? 0 : quiet + 1
    }
  } finally {
    queues.close()
  }
}
