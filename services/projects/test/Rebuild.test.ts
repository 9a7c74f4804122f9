import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge"
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs"
import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { MemberJoined, MemberRoleChanged } from "@tango/contracts/events/IdentityEvents"
import { startAws } from "@tango/emulators/aws/Aws"
import { makeClock } from "@tango/emulators/kit/Clock"
import type { Emulator } from "@tango/emulators/kit/Emulator"
import { Store } from "@tango/emulators/kit/Store"
import { rebuildProjections } from "@tango/local/operations/Rebuild"
import { applyTopology, awsOptions } from "@tango/local/stack/ApplyTopology"
import { topology } from "@tango/local/Topology"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { type ServiceUnderTest, startService } from "@tango/testing/ServiceUnderTest"
import { Layer } from "effect"
import { fileURLToPath } from "node:url"
import { afterAll, assert, beforeAll, it } from "vitest"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { rebuild } from "../src/rebuild.ts"

let aws: Emulator
let service: ServiceUnderTest
let consumer: ConsumerUnderTest

beforeAll(async () => {
  const store = new Store(":memory:")
  aws = await startAws({ port: 0, store, clock: makeClock(store), region: "us-east-1", accountId: "000000000000" })
  await applyTopology(aws.url, topology)
  service = await startService({ service: "projects", routes: layerRoutes, migrations })
  consumer = startConsumer({ reactions, layer: Layer.empty, env: service.env, rebuild })
})
afterAll(async () => {
  await consumer.close()
  await service.close()
  await aws.close()
})

const organizationId = "org-rebuilt"
const member = { ...MemberJoined.example, organizationId, memberId: "m" }
const published = [
  busMessage(OrganizationEntitlementsChanged, {
    organizationId,
    data: { ...OrganizationEntitlementsChanged.example, organizationId },
  }),
  busMessage(MemberJoined, { organizationId, sequence: 1, data: { ...member, role: "viewer" } }),
  busMessage(MemberRoleChanged, {
    organizationId,
    sequence: 2,
    data: { ...member, role: "member", previousRole: "viewer" },
  }),
]

/** Hands the queue to the consumer until it has been empty for a moment; gives how many messages it was. */
const handled = async (sqs: SQSClient): Promise<number> => {
  const QueueUrl = `${aws.url}/000000000000/tango-projects-events`
  for (let count = 0; ;) {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: count < 3 ? 5 : 0 })
    const { Messages = [] } = await sqs.send(command)
    if (Messages.length === 0) return count
    assert.deepEqual(await consumer.deliver(...Messages.map(({ Body }) => Body ?? "")), [])
    count += Messages.length
  }
}

const projection = async () => [
  await service.rows("select plan, features, limits, sequence from entitlement_organizations"),
  await service.rows("select member_id, role, status, sequence from entitlement_members"),
]

it("makes the projections from the archive as they were, out of whatever they had become", async () => {
  const sqs = new SQSClient(awsOptions(aws.url))
  const bridge = new EventBridgeClient(awsOptions(aws.url))
  const Entries = published.map((body) => {
    const event = JSON.parse(body)
    const { detail, "detail-type": DetailType, source: Source } = event
    return { EventBusName: "tango", Source, DetailType, Detail: JSON.stringify(detail) }
  })
  await bridge.send(new PutEventsCommand({ Entries }))
  assert.equal(await handled(sqs), 3)
  const before = await projection()
  assert.equal(before[1]?.[0]?.["role"], "member")

  await service.rows("update entitlement_members set role = 'admin', sequence = 99")
  await service.rows("insert into entitlement_members values ('org-ghost', 'ghost', 'admin', 'active', 1)")
  await service.rows("delete from entitlement_organizations")
  const where = {
    prefix: "",
    bus: "tango",
    client: awsOptions(aws.url),
    systemUrl: () => service.env["DATABASE_SYSTEM_URL"],
  }
  const root = fileURLToPath(new URL("../../..", import.meta.url))
  const options = { root, service: "projects", dryRun: true }
  const dry = await rebuildProjections(where, topology, options)
  assert.deepInclude(dry, {
    mode: "emptied",
    state: "DRY_RUN",
    tables: [
      { table: "entitlement_organizations", rows: 0 },
      { table: "entitlement_members", rows: 2 },
    ],
  })
  assert.notDeepEqual(await projection(), before)
  assert.equal((await rebuildProjections(where, topology, { ...options, dryRun: false })).state, "COMPLETED")
  assert.equal(await handled(sqs), 3)
  assert.deepEqual(await projection(), before)
  sqs.destroy()
  bridge.destroy()
})
