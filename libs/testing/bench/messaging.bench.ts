import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs"
import { OrganizationCreated } from "@tango/contracts/events/IdentityEvents"
import { reads } from "@tango/contracts/events/Subscription"
import { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import { startAws } from "@tango/emulators/aws/Aws"
import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { ensureDatabases } from "@tango/local/Databases"
import { startPostgres } from "@tango/local/Postgres"
import { applyTopology, awsOptions } from "@tango/local/stack/ApplyTopology"
import { topology } from "@tango/local/Topology"
import { handleBatch } from "@tango/messaging/Consumer"
import { layerMessaging } from "@tango/messaging/ConsumerLambda"
import { once } from "@tango/messaging/Inbox"
import * as Outbox from "@tango/messaging/Outbox"
import { on } from "@tango/messaging/Reaction"
import { layerRelay } from "@tango/messaging/Relay"
import { migrate } from "@tango/service/Migrate"
import { TenantSql } from "@tango/tenancy/TenantSql"
import { ConfigProvider, Effect, Layer, Logger, ManagedRuntime } from "effect"
import { randomUUID } from "node:crypto"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { forget } from "@tango/local/postgres/Account"

/**
 * From the transaction that writes an event to the one that takes it over: outbox, relay, EventBridge's and SQS's emulator over HTTP,
 * batches of ten, inbox; all but PostgreSQL in this one process. Prints one JSON object: events per second with all at once, and
 * the travel of single ones in milliseconds.
 */
const [events = 3_000] = process.argv.slice(2).map(Number)
const samples = 200
// Metrics are lines on stdout, and the last line is the figures'.
process.stdout.write = new Proxy(process.stdout.write, {
  apply: (write, self, args) => (String(args[0]).includes('"_aws"') ? true : Reflect.apply(write, self, args)),
})

const dataDir = mkdtempSync(join(tmpdir(), "tango-bench-"))
const postgres = await startPostgres({ dataDir, port: 0, durable: true })
const store = new Store(":memory:")
const aws = await startAws({ port: 0, store, clock: makeClock(store), region: "us-east-1", accountId: "000000000000" })
await applyTopology(aws.url, topology)
const { bench: database } = await ensureDatabases(postgres.superuserUrl, ["bench"])
if (database === undefined) throw new Error("no database")
Object.assign(process.env, {
  AWS_ENDPOINT_URL: aws.url,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
})
const queueUrl = `${aws.url}/000000000000/tango-billing-events`
const config = ConfigProvider.layer(
  ConfigProvider.fromUnknown({
    SERVICE_NAME: "bench",
    EVENT_BUS_NAME: "tango",
    QUEUE_URL: queueUrl,
    DEAD_LETTER_QUEUE_URL: `${queueUrl}-dlq`,
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  }),
)
await Effect.runPromise(migrate({}).pipe(Effect.provide(config)))
const runtime = ManagedRuntime.make(
  layerRelay.pipe(Layer.provideMerge(layerMessaging), Layer.provideMerge(config), Layer.provideMerge(Logger.layer([]))),
)
await runtime.context()

/** When each event had been taken over, by its subject's name. */
const taken = new Map<string, number>()
const reaction = on(reads(OrganizationCreated, ["name"]), ({ data, metadata }) =>
  Effect.gen(function* () {
    const tenantSql = yield* TenantSql
    yield* tenantSql.transaction(once(metadata.id, Effect.void))
    taken.set(data.name, performance.now())
  }),
)

const write = (names: ReadonlyArray<string>) => {
  const tenant = OrganizationId.make(`org-${names.length}`)
  const append = (name: string) =>
    Outbox.append(OrganizationCreated, {
      subject: `organization/${name}`,
      sequence: 1,
      data: { organizationId: tenant, name, slug: name, region: "us-east-1" },
    })
  return runtime.runPromise(
    TenantSql.use((tenantSql) => tenantSql.transaction(Effect.forEach(names, append, { discard: true }))).pipe(
      Effect.provideService(CurrentTenant, tenant),
    ),
  )
}

const sqs = new SQSClient(awsOptions(aws.url))
let consuming = true
const handle = async (messages: ReadonlyArray<Message>) => {
  const Records = messages.map(({ Body = "", MessageId = "" }) => ({ body: Body, messageId: MessageId }))
  const { batchItemFailures } = await runtime.runPromise(handleBatch([reaction], { Records }))
  if (batchItemFailures.length > 0) throw new Error("A message failed")
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
}
const consume = async () => {
  while (consuming) {
    const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 })
    const { Messages = [] } = await sqs.send(command)
    if (Messages.length > 0) await handle(Messages)
  }
}
const consumers = Promise.all([consume(), consume()])
const until = async (count: number) => {
  while (taken.size < count) await new Promise((resolve) => setImmediate(resolve))
}

const single = async (): Promise<number> => {
  const name = randomUUID()
  const count = taken.size + 1
  const begun = performance.now()
  await write([name])
  await until(count)
  return (taken.get(name) ?? Number.NaN) - begun
}
for (let n = 0; n < 50; n++) await single()
const travels: Array<number> = []
for (let n = 0; n < samples; n++) travels.push(await single())
const before = taken.size
const begun = performance.now()
await write(Array.from({ length: events }, () => randomUUID()))
await until(before + events)
const perSecond = Math.round(events / ((performance.now() - begun) / 1000))

consuming = false
await consumers
await runtime.dispose()
sqs.destroy()
await aws.close()
await postgres.stop()
forget(dataDir)
const sorted = travels.toSorted((one, other) => one - other)
const at = (share: number) => Number((sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1))
console.log(
  JSON.stringify({
    events,
    eventsPerSecond: perSecond,
    travelMilliseconds: { p50: at(0.5), p99: at(0.99), samples: travels.length },
  }),
)
