import { setTimeout as pause } from "node:timers/promises"
import { serviceNames } from "@tango/contracts/Topology"
import { control, type Stage } from "./Stage.ts"

interface Logged {
  readonly id: string
  readonly source: string
  readonly detailType: string
  readonly detail: { readonly metadata: { readonly id: string } }
  readonly replayName?: string
}

const sources = new Set(serviceNames.map((service) => `tango.${service}`))
const isWebhook = (type: string) => /^\w+\.event\.received\.v/u.test(type)

/** Follows the bus's log, which forgets after 2,000 events. */
export const followBus = ({ endpoints }: Stage) => {
  const seen = new Map<string, { readonly id: string; readonly type: string }>()
  const stop = new AbortController()
  const look = async () => {
    const log = await control<{ data: ReadonlyArray<Logged> }>(`${endpoints.aws.url}/_emulator/events?limit=2000`)
    for (const { detail, detailType, id, replayName, source } of log?.data ?? []) {
      if (replayName !== undefined || !sources.has(source) || isWebhook(detailType)) continue
      seen.set(id, { id: detail.metadata.id, type: detailType })
    }
  }
  const following = (async () => {
    while (!stop.signal.aborted) {
      await look()
      await pause(3_000, undefined, { signal: stop.signal }).catch(() => {})
    }
  })()
  return {
    /** Looks a last time; every event as often as the bus took it. */
    end: async () => {
      stop.abort()
      await following
      await look()
      return [...seen.values()]
    },
  }
}
