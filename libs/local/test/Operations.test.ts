import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge"
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs"
import { startAws } from "@tango/emulators/aws/Aws"
import { makeClock } from "@tango/emulators/kit/Clock"
import type { Emulator } from "@tango/emulators/kit/Emulator"
import { Store } from "@tango/emulators/kit/Store"
import { afterAll, beforeAll, expect, it } from "vitest"
import { redrive } from "../src/operations/Redrive.ts"
import { replay } from "../src/operations/Replay.ts"
import { type Where, whereOf } from "../src/operations/Where.ts"
import { applyTopology, awsOptions } from "../src/stack/ApplyTopology.ts"
import { topology } from "../src/Topology.ts"

let aws: Emulator
let sqs: SQSClient
let bridge: EventBridgeClient
let where: Where

beforeAll(async () => {
  const store = new Store(":memory:")
  aws = await startAws({ port: 0, store, clock: makeClock(store), region: "us-east-1", accountId: "000000000000" })
  await applyTopology(aws.url, topology)
  sqs = new SQSClient(awsOptions(aws.url))
  bridge = new EventBridgeClient(awsOptions(aws.url))
  where = { prefix: "", bus: "tango", client: awsOptions(aws.url), systemUrl: () => undefined }
})
afterAll(async () => {
  sqs.destroy()
  bridge.destroy()
  await aws.close()
})

const url = (queue: string) => `${aws.url}/000000000000/${queue}`

/** Takes what is in a queue; waits for the first. */
const taken = async (queue: string): Promise<ReadonlyArray<Message>> => {
  const all: Array<Message> = []
  for (let WaitTimeSeconds = 5; ; WaitTimeSeconds = 0) {
    const command = new ReceiveMessageCommand({ QueueUrl: url(queue), MaxNumberOfMessages: 10, WaitTimeSeconds })
    const { Messages = [] } = await sqs.send(command)
    if (Messages.length === 0) return all
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url(queue), ReceiptHandle }))
    all.push(...Messages)
  }
}

const publish = (type: string, n: number) =>
  bridge.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: "tango",
          Source: "tango.identity",
          DetailType: type,
          Detail: JSON.stringify({ metadata: { id: `event-${n}`, organizationid: "org" }, data: { n } }),
        },
      ],
    }),
  )

it("replays to one consumer what the archive has of the time asked for; a dry run only says so", async () => {
  await publish("identity.organization.created.v1", 1)
  for (const consumer of ["billing", "entitlements", "notifications"])
    expect(await taken(`tango-${consumer}-events`)).toHaveLength(1)
  const dry = await replay(where, topology, { consumer: "billing", dryRun: true })
  expect(dry).toMatchObject({ archived: 1, complete: true, rule: "tango-billing-events", state: "DRY_RUN" })
  const future = new Date(Date.now() + 60_000)
  const done = await replay(where, topology, { consumer: "billing", from: new Date(0), until: future, dryRun: false })
  expect(done.state).toBe("COMPLETED")
  const again = await taken("tango-billing-events")
  expect(again.map(({ Body }) => JSON.parse(Body ?? ""))).toMatchObject([
    { "replay-name": done.replay, detail: { metadata: { id: "event-1" } } },
  ])
  const early = { from: new Date(0), until: new Date(1_000), dryRun: false }
  await replay(where, topology, { consumer: "entitlements", ...early })
  for (const consumer of ["entitlements", "notifications"]) {
    const command = new ReceiveMessageCommand({ QueueUrl: url(`tango-${consumer}-events`) })
    expect((await sqs.send(command)).Messages ?? []).toEqual([])
  }
  await expect(replay(where, topology, { consumer: "nobody", dryRun: true })).rejects.toThrow(/There is no consumer/)
})

it("redrives dead letters, and lists them with their reasons first", async () => {
  const body = JSON.stringify({ "detail-type": "x.y.v1", detail: { metadata: { id: "e1", organizationid: "org" } } })
  const QueueUrl = url("tango-projects-events-dlq")
  const MessageAttributes = { reason: { DataType: "String", StringValue: "role is no role" } }
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "not JSON" }))
  const ask = { queue: "tango-projects-events", dryRun: true }
  for (let times = 0; times < 2; times++) {
    const { messages, moved } = await redrive(where, topology, ask)
    expect(moved).toBe(0)
    expect(messages).toMatchObject([
      { type: "x.y.v1", eventId: "e1", organizationId: "org", reason: "role is no role" },
      { type: null, eventId: null, reason: expect.stringContaining("Every attempt failed") },
    ])
  }
  expect(await redrive(where, topology, { queue: "tango-projects-events-dlq", dryRun: false })).toMatchObject({
    from: "tango-projects-events-dlq",
    to: "tango-projects-events",
    moved: 2,
  })
  expect((await taken("tango-projects-events")).map(({ Body }) => Body)).toEqual([body, "not JSON"])
  expect((await redrive(where, topology, ask)).messages).toEqual([])
  await expect(redrive(where, topology, { ...ask, queue: "no" })).rejects.toThrow(/There is no queue "no"/)
})

it("works in an account of AWS by the names of an environment and the SDK's own settings", () => {
  const account = whereOf("staging", { DATABASE_SYSTEM_URL: "postgres://rows" })
  expect(account).toMatchObject({ prefix: "staging-", bus: "staging-tango", client: {} })
  expect(account.systemUrl("projects")).toBe("postgres://rows")
  expect(() => whereOf(undefined, { TANGO_DATA_DIR: "/nowhere" })).toThrow(/npm start/)
})
