import { rmSync } from "node:fs"
import { join } from "node:path"
import { consumerRoutes } from "@tango/contracts/Topology"
import { query } from "./Rows.ts"
import { control, eventually, type Stage } from "./Stage.ts"

interface Queue {
  readonly name: string
  readonly messages: number
  readonly inFlight: number
  readonly delayed: number
}

const providers = ["stytch", "stripe", "resend"] as const

/** Ends all that was made to go wrong, and waits until every service answers. */
export const heal = async ({ dataDir, endpoints }: Stage): Promise<void> => {
  rmSync(join(dataDir, "crash-at"), { recursive: true, force: true })
  await eventually("The emulators without faults", 60, () =>
    control(`${endpoints.aws.url}/_emulator/disturbances`, { duplicate: 0, disorderSeconds: 0, refuse: 0, hang: 0 }),
  )
  for (const provider of providers) {
    const { url } = endpoints[provider]
    await fetch(`${url}/_emulator/faults`, { method: "DELETE" })
    await control(`${url}/_emulator/webhooks`, { duplicate: false, shuffle: false, hold: false })
  }
  for (const service of Object.keys(endpoints.services))
    await eventually(`${service} answers`, 60, () => control(`${endpoints.gateway}/api/${service}/health/ready`))
}

const queuesOf = async ({ endpoints }: Stage) =>
  (await control<{ data: ReadonlyArray<Queue> }>(`${endpoints.console}/api/queues`))?.data

const sizes = (queues: ReadonlyArray<Queue>) =>
  Object.fromEntries(queues.map(({ delayed, inFlight, messages, name }) => [name, messages + inFlight + delayed]))

const waiting = async (stage: Stage): Promise<number> => {
  const queues = (await queuesOf(stage)) ?? []
  if (queues.length === 0) return 1
  const inQueues = Object.entries(sizes(queues)).filter(([name]) => !name.endsWith("-dlq"))
  let count = inQueues.reduce((sum, [, size]) => sum + size, 0)
  for (const service of Object.keys(stage.endpoints.services)) {
    const [row] = await query(
      stage,
      service,
      "select count(*)::int as n from outbox where published_at is null and parked_at is null",
    )
    count += Number(row?.["n"] ?? 0)
  }
  const [row] = await query(
    stage,
    "notifications",
    "select count(*)::int as n from deliveries where state = 'queued' and not_before <= now()",
  )
  return count + Number(row?.["n"] ?? 0)
}

const settled = async (stage: Stage, seconds: number): Promise<void> => {
  let quiet = 0
  await eventually("Nothing on its way any more", seconds, async () => {
    for (const provider of providers) await control(`${stage.endpoints[provider].url}/_emulator/webhooks/flush`, {})
    // What a killed function held would come a minute later.
    await control(`${stage.endpoints.aws.url}/_emulator/release`, {})
    quiet = (await waiting(stage)) === 0 ? quiet + 1 : 0
    return quiet === 4 || undefined
  }).catch(() => {
    // What is left is for the audit to tell.
  })
}

/** Waits until all has come to rest, and does what an operator would: dead letters get another chance. Gives what is left, by queue. */
export const drain = async (
  stage: Stage,
  seconds: number,
): Promise<{ left: Record<string, number>; redriven: number }> => {
  let redriven = 0
  for (let round = 0; ; round++) {
    await settled(stage, seconds)
    const left = sizes((await queuesOf(stage)) ?? [])
    const dead = consumerRoutes.filter(({ deadLetterQueue }) => (left[deadLetterQueue] ?? 0) > 0)
    if (dead.length === 0 || round === 3) return { left, redriven }
    for (const { deadLetterQueue } of dead) {
      redriven += left[deadLetterQueue] ?? 0
      await control(`${stage.endpoints.console}/api/queues/${deadLetterQueue}/redrive`, {})
    }
  }
}
