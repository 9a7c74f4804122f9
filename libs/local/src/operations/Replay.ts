import {
  DescribeArchiveCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  StartReplayCommand,
} from "@aws-sdk/client-eventbridge"
import { setTimeout as pause } from "node:timers/promises"
import type { Topology } from "../Topology.ts"
import type { Where } from "./Where.ts"

export interface ReplayOptions {
  readonly consumer: string
  /** Without it, as far back as the archive reaches. */
  readonly from?: Date
  /** Now unless told. */
  readonly until?: Date
  readonly dryRun: boolean
  /** `replay` unless told. */
  readonly purpose?: string
}

export interface Replayed {
  readonly replay: string
  readonly rule: string
  readonly from: string
  readonly until: string
  /** All that the archive holds, of all times and for all consumers: no service of AWS tells how many a replay would bring. */
  readonly archived: number
  /** The archive can hold events from its own beginning on: none have been forgotten yet. */
  readonly complete: boolean
  readonly state: string
}

const untilDone = async (bridge: EventBridgeClient, ReplayName: string): Promise<string> => {
  for (;;) {
    const { State = "", StateReason } = await bridge.send(new DescribeReplayCommand({ ReplayName }))
    if (State === "COMPLETED") return State
    if (State === "FAILED" || State === "CANCELLED")
      throw new Error(`The replay ended as ${State}: ${StateReason ?? ""}`)
    await pause(500)
  }
}

const day = 24 * 60 * 60 * 1000

/** Brings archived events to the rule of one consumer once more, and waits until all are on their way; a dry run starts nothing. */
export const replay = async (
  where: Where,
  { consumerRoutes }: Pick<Topology, "consumerRoutes">,
  options: ReplayOptions,
): Promise<Replayed> => {
  const route = consumerRoutes.find(({ consumer }) => consumer === options.consumer)
  if (route === undefined)
    throw new Error(
      `There is no consumer "${options.consumer}"; there are ${consumerRoutes.map((one) => one.consumer).join(", ")}`,
    )
  const bridge = new EventBridgeClient(where.client)
  try {
    const archive = await bridge.send(new DescribeArchiveCommand({ ArchiveName: where.bus }))
    const rule = await bridge.send(
      new DescribeRuleCommand({ Name: where.prefix + route.rule, EventBusName: where.bus }),
    )
    const { ArchiveArn, CreationTime = new Date(0), EventCount = 0, EventSourceArn, RetentionDays = 0 } = archive
    const until = options.until ?? new Date()
    // An archive is a second older than its first event at least, and times are whole seconds.
    const from = options.from ?? new Date(CreationTime.getTime() - 1000)
    const name = `${options.purpose ?? "replay"}-${route.consumer}-${Date.now()}`
    const plan = {
      replay: name,
      rule: rule.Name ?? "",
      from: from.toISOString(),
      until: until.toISOString(),
      archived: EventCount,
      complete: RetentionDays === 0 || Date.now() - CreationTime.getTime() < RetentionDays * day,
    }
    if (options.dryRun) return { ...plan, state: "DRY_RUN" }
    await bridge.send(
      new StartReplayCommand({
        ReplayName: name,
        EventSourceArn: ArchiveArn,
        Destination: { Arn: EventSourceArn, FilterArns: [rule.Arn ?? ""] },
        EventStartTime: from,
        EventEndTime: until,
      }),
    )
    return { ...plan, state: await untilDone(bridge, name) }
  } finally {
    bridge.destroy()
  }
}
