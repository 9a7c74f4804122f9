import { crashAfterNextStart } from "@tango/local/stack/CrashAt"
import { setTimeout as pause } from "node:timers/promises"
import type { Fault } from "./Schedule.ts"
import { control, type Stage } from "./Stage.ts"

/** How many processes died, by name and by `name at step`. */
export type Kills = Record<string, number>

/** Makes one thing go wrong. */
const make = async ({ dataDir, endpoints, kill }: Stage, fault: Fault, kills: Kills): Promise<void> => {
  const count = (what: string) => (kills[what] = (kills[what] ?? 0) + 1)
  switch (fault.kind) {
    case "kill":
      if (kill(fault.process)) count(fault.process)
      return
    case "crash":
      crashAfterNextStart(dataDir, fault.process, fault.step)
      if (kill(fault.process)) count(fault.process)
      return
    case "bus":
    case "queues": {
      const { at: _at, kind: _kind, ...disturbances } = fault
      return void (await control(`${endpoints.aws.url}/_emulator/disturbances`, disturbances))
    }
    case "provider": {
      const { times } = fault
      const body = { path: fault.provider === "stripe" ? "/v1/" : "/", status: 500, times }
      return void (await control(`${endpoints[fault.provider].url}/_emulator/faults`, body))
    }
    case "webhooks": {
      const { duplicate, shuffle } = fault
      for (const provider of ["stytch", "stripe", "resend"] as const)
        await control(`${endpoints[provider].url}/_emulator/webhooks`, { duplicate, shuffle })
    }
  }
}

/** Plays a schedule from its beginning to its end. */
export const trouble = async (stage: Stage, faults: ReadonlyArray<Fault>, kills: Kills, ended: AbortSignal) => {
  const began = performance.now()
  for (const fault of faults) {
    await pause(Math.max(0, began + fault.at - performance.now()), undefined, { signal: ended }).catch(() => {})
    if (ended.aborted) return
    await make(stage, fault, kills)
  }
}
