import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs"
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge"
import { OrganizationCreated } from "@tango/contracts/events/IdentityEvents"
import { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import { startAws } from "@tango/emulators/aws/Aws"
import { makeClock } from "@tango/emulators/kit/Clock"
import type { Emulator } from "@tango/emulators/kit/Emulator"
import { Store } from "@tango/emulators/kit/Store"
import { migrate } from "@tango/service/Migrate"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import { testDatabase } from "@tango/testing/Database"
import { ConfigProvider, Effect, Layer, ManagedRuntime } from "effect"
import { afterAll, assert, beforeAll, beforeEach, describe, it } from "vitest"
import { type BusEntry, BusUnavailable, EventBus, inBatches, type Outcome } from "../src/EventBus.ts"
import * as Outbox from "../src/Outbox.ts"
import { drainOutbox } from "../src/Relay.ts"

const tenant = OrganizationId.make("org-relay")
let sequence = 0

const append = (name: string) =>
  Outbox.append(OrganizationCreated, {
    subject: "organization/org-relay",
    sequence: ++sequence,
    data: { organizationId: tenant, name, slug: name, region: "us-east-1" },
  })

const makeRuntime = (env: Record<string, string>, bus: Layer.Layer<EventBus> | typeof EventBus.layer) =>
  ManagedRuntime.make(
    Layer.mergeAll(TenantSql.layer, SystemSql.layer, Outbox.OutboxSignal.layer, bus).pipe(
      Layer.provideMerge(ConfigProvider.layer(ConfigProvider.fromUnknown(env))),
    ),
  )

let env: Record<string, string>

beforeAll(async () => {
  const database = await testDatabase("relay")
  env = {
    SERVICE_NAME: "relay",
    EVENT_BUS_NAME: "tango",
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  }
  await Effect.runPromise(migrate({}).pipe(Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))))
})

/** A bus that answers as told and remembers what it was given. */
const scriptedBus = (answer: (entry: BusEntry) => Outcome | undefined) => {
  const taken: Array<string> = []
  const layer = Layer.succeed(EventBus, {
    publish: (entries) =>
      Effect.forEach(entries, (entry) => {
        const outcome = answer(entry)
        if (outcome === undefined) return new BusUnavailable({ cause: "down" })
        if (outcome._tag === "Accepted") taken.push(String(JSON.parse(entry.detail).data.name))
        return Effect.succeed(outcome)
      }),
  })
  return { layer, taken }
}

const accepted: Outcome = { _tag: "Accepted" }
const nameOf = (entry: BusEntry): unknown => JSON.parse(entry.detail).data.name

const pending = Effect.gen(function* () {
  const sql = yield* SystemSql
  return yield* sql<{ name: string; attempts: number; parked: boolean; last_error: string }>`
    select detail->'data'->>'name' as name, attempts, parked_at is not null as parked, last_error
    from outbox where published_at is null order by created_at`
})

const forget = Effect.gen(function* () {
  const sql = yield* SystemSql
  yield* sql`delete from outbox`
})

const write = <E>(
  body: Effect.Effect<void, E, Outbox.OutboxSignal | CurrentTenant | Effect.Services<ReturnType<typeof append>>>,
  organization = tenant,
) =>
  Effect.gen(function* () {
    const tenantSql = yield* TenantSql
    yield* tenantSql.transaction(body)
  }).pipe(Effect.provideService(CurrentTenant, organization))

describe("the outbox relay", () => {
  beforeEach(async () => {
    const runtime = makeRuntime(env, scriptedBus(() => accepted).layer)
    await runtime.runPromise(forget)
    await runtime.dispose()
  })

  it("publishes what was committed and nothing that was rolled back", async () => {
    const bus = scriptedBus(() => accepted)
    const runtime = makeRuntime(env, bus.layer)
    await runtime.runPromise(write(append("kept")))
    await runtime.runPromise(Effect.exit(write(Effect.andThen(append("undone"), Effect.fail("no")))))
    await runtime.runPromise(drainOutbox)
    await runtime.runPromise(drainOutbox)
    assert.deepEqual(bus.taken, ["kept"])
    await runtime.dispose()
  })

  it("keeps everything while the bus is down and publishes it once it is back", async () => {
    let up = false
    const bus = scriptedBus(() => (up ? accepted : undefined))
    const runtime = makeRuntime(env, bus.layer)
    for (const name of ["a", "b"]) await runtime.runPromise(write(append(name)))
    await runtime.runPromise(drainOutbox)
    const waiting = await runtime.runPromise(pending)
    assert.deepEqual(
      waiting.map((row) => [row.name, row.attempts, row.parked]),
      [
        ["a", 1, false],
        ["b", 1, false],
      ],
    )
    up = true
    await runtime.runPromise(Effect.flatMap(SystemSql, (sql) => sql`update outbox set next_attempt_at = now()`))
    await runtime.runPromise(drainOutbox)
    assert.sameMembers(bus.taken, ["a", "b"])
    await runtime.dispose()
  })

  it("parks what the bus will never take, and lets the others through", async () => {
    const bus = scriptedBus((entry) =>
      nameOf(entry) === "bad" ? { _tag: "Refused", reason: "MalformedDetail: x", permanent: true } : accepted,
    )
    const runtime = makeRuntime(env, bus.layer)
    for (const name of ["good", "bad", "fine"]) await runtime.runPromise(write(append(name)))
    await runtime.runPromise(drainOutbox)
    assert.deepEqual(bus.taken, ["good", "fine"])
    const [parked] = await runtime.runPromise(pending)
    assert.include(parked, { name: "bad", parked: true, last_error: "MalformedDetail: x" })
    await runtime.dispose()
  })

  it("lets no organization wait behind another's thousand events", async () => {
    const bus = scriptedBus(() => accepted)
    const runtime = makeRuntime(env, bus.layer)
    const names = Array.from({ length: 300 }, (_, n) => `loud${n}`)
    await runtime.runPromise(write(Effect.forEach(names, append, { discard: true })))
    await runtime.runPromise(write(append("quiet"), OrganizationId.make("org-quiet")))
    await runtime.runPromise(drainOutbox)
    assert.isBelow(bus.taken.indexOf("quiet"), 100)
    assert.equal(bus.taken.length, 301)
    await runtime.dispose()
  })

  it("shares the work between several without doubling it", async () => {
    const bus = scriptedBus(() => accepted)
    const runtimes = [makeRuntime(env, bus.layer), makeRuntime(env, bus.layer), makeRuntime(env, bus.layer)]
    const names = Array.from({ length: 250 }, (_, n) => `n${n}`)
    await runtimes[0]?.runPromise(write(Effect.forEach(names, append, { discard: true })))
    await Promise.all(runtimes.map((runtime) => runtime.runPromise(drainOutbox)))
    await runtimes[0]?.runPromise(drainOutbox)
    assert.equal(bus.taken.length, 250)
    assert.equal(new Set(bus.taken).size, 250)
    await Promise.all(runtimes.map((runtime) => runtime.dispose()))
  })
})

describe("a call to the bus", () => {
  const entry = (bytes: number) => ({ source: "s", type: "t", detail: "é".repeat(bytes / 2) })
  const sizes = (entries: ReadonlyArray<BusEntry>) => inBatches(entries).map((batch) => batch.length)

  it("holds ten entries and a mebibyte at most", () => {
    assert.deepEqual(sizes(Array.from({ length: 25 }, () => entry(100))), [10, 10, 5])
    assert.deepEqual(sizes(Array.from({ length: 5 }, () => entry(400_000))), [2, 2, 1])
    assert.deepEqual(sizes([entry(100), entry(2_000_000), entry(100)]), [1, 1, 1])
    assert.deepEqual(sizes([]), [])
  })
})

describe("EventBridge", () => {
  let aws: Emulator
  const names = ["AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const

  beforeAll(async () => {
    const store = new Store(":memory:")
    aws = await startAws({ port: 0, store, clock: makeClock(store), region: "us-east-1", accountId: "000000000000" })
    const values = [aws.url, "us-east-1", "local", "local"]
    for (const [index, name] of names.entries()) process.env[name] = values[index]
  })
  afterAll(async () => {
    for (const name of names) delete process.env[name]
    await aws.close()
  })

  it("hands an event to the queue with its envelope and trace", async () => {
    const bridge = new EventBridgeClient({})
    const sqs = new SQSClient({})
    await bridge.send(new CreateEventBusCommand({ Name: "tango" }))
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "listener" }))
    const pattern = JSON.stringify({ "detail-type": [OrganizationCreated.type] })
    await bridge.send(new PutRuleCommand({ EventBusName: "tango", Name: "listener", EventPattern: pattern }))
    const Arn = "arn:aws:sqs:us-east-1:000000000000:listener"
    await bridge.send(new PutTargetsCommand({ EventBusName: "tango", Rule: "listener", Targets: [{ Id: "1", Arn }] }))

    const runtime = makeRuntime(env, EventBus.layer)
    await runtime.runPromise(write(append("over the wire")).pipe(Effect.withSpan("cause")))
    await runtime.runPromise(drainOutbox)
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }))
    const event = JSON.parse(Messages?.[0]?.Body ?? "{}")
    assert.include(event, { source: "tango.identity", "detail-type": OrganizationCreated.type })
    assert.include(event.detail.data, { name: "over the wire" })
    assert.include(event.detail.metadata, {
      organizationid: tenant,
      subject: "organization/org-relay",
      region: "us-east-1",
    })
    assert.match(event.detail.metadata.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    await runtime.dispose()
  })

  it("takes large events in calls of their own, and one that is too large for it is parked", async () => {
    await new EventBridgeClient({}).send(new CreateEventBusCommand({ Name: "tango" })).catch(() => {})
    const runtime = makeRuntime(env, EventBus.layer)
    await runtime.runPromise(forget)
    const names = [...Array.from({ length: 4 }, () => "x".repeat(400_000)), "y".repeat(1_100_000), "small"]
    await runtime.runPromise(write(Effect.forEach(names, append, { discard: true })))
    await runtime.runPromise(drainOutbox)
    const left = await runtime.runPromise(pending)
    assert.deepEqual(
      left.map(({ name, parked }) => [name.slice(0, 1), parked]),
      [["y", true]],
    )
    await runtime.dispose()
  })
})
