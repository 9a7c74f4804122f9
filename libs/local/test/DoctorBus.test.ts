import { DisableRuleCommand, EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge"
import { DeleteQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs"
import { startAws } from "@tango/emulators/aws/Aws"
import type { Emulator } from "@tango/emulators/kit/Emulator"
import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { consumerRoutes, directRoutes } from "@tango/contracts/Topology"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { bus } from "../src/doctor/Bus.ts"
import { credentials, eventBus } from "../src/Environment.ts"
import { applyTopology, awsOptions } from "../src/stack/ApplyTopology.ts"
import { topology } from "../src/Topology.ts"

const folder = mkdtempSync(join(tmpdir(), "tango-s3-"))
const store = new Store(":memory:")
let aws: Emulator
beforeAll(async () => {
  const { accountId, region } = credentials.aws
  aws = await startAws({
    port: 0,
    store,
    clock: makeClock(store),
    region,
    accountId,
    lambdaUrl: undefined,
    s3Folder: folder,
    buckets: [],
  })
})
afterAll(async () => {
  await aws.close()
  store.close()
  rmSync(folder, { recursive: true })
})

const look = async (env: Record<string, string> = {}) => {
  const where = { prefix: "", bus: eventBus, client: awsOptions(aws.url), systemUrl: () => undefined }
  const findings = await bus(where, env)
  return findings.flatMap(({ level, subject, text }) => (level === "ok" ? [] : [`${level} ${subject}: ${text}`]))
}

it("notices an account without anything, and finds nothing wrong with one as the contracts say", async () => {
  expect(await look()).toHaveLength(1 + consumerRoutes.length + directRoutes.length)
  await applyTopology(aws.url, topology)
  expect(await look()).toEqual([])
  expect(await look({ STRIPE_EVENT_SOURCE: "aws.partner/stripe.com/ed_1" })).toEqual([
    expect.stringContaining("fault bus aws.partner/stripe.com/ed_1"),
  ])
})

it("notices letters that wait, queues that are gone, and rules that are off or of other events", async () => {
  const sqs = new SQSClient(awsOptions(aws.url))
  const bridge = new EventBridgeClient(awsOptions(aws.url))
  const urlOf = (queue: string) => `${aws.url}/${credentials.aws.accountId}/${queue}`
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf("tango-billing-events-dlq"), MessageBody: "{}" }))
  await sqs.send(new DeleteQueueCommand({ QueueUrl: urlOf("tango-projects-events") }))
  await bridge.send(new DisableRuleCommand({ Name: "tango-identity-events", EventBusName: eventBus }))
  const other = JSON.stringify({ "detail-type": ["something.else.v1"] })
  await bridge.send(
    new PutRuleCommand({ Name: "tango-entitlements-events", EventBusName: eventBus, EventPattern: other }),
  )
  expect(await look()).toEqual([
    expect.stringMatching(/^fault events by tango-identity-events: the rule/),
    expect.stringMatching(/^warning events by tango-billing-events: 1 wait .*events:redrive/),
    expect.stringMatching(/^fault events by tango-entitlements-events: the rule/),
    expect.stringMatching(/^fault events by tango-projects-events: there is no tango-projects-events;/),
  ])
  sqs.destroy()
  bridge.destroy()
})
