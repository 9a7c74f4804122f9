import { archiveDays } from "@tango/contracts/events/Envelope"
import { MemberDeactivated } from "@tango/contracts/events/IdentityEvents"
import { reads } from "@tango/contracts/events/Subscription"
import { CurrentTenant } from "@tango/contracts/Principal"
import { migrate } from "@tango/service/Migrate"
import { SystemSql } from "@tango/tenancy/Database"
import { busMessage, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { testDatabase } from "@tango/testing/Database"
import { queryRows } from "@tango/testing/ServiceUnderTest"
import { ConfigProvider, Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { assert, beforeAll, describe, it } from "vitest"
import { handleBatch } from "../src/Consumer.ts"
import { ConsumerQueue } from "../src/ConsumerQueue.ts"
import { DeadLetters } from "../src/DeadLetters.ts"
import { EventBus } from "../src/EventBus.ts"
import { housekeeping, inboxDays } from "../src/Housekeeping.ts"
import { NotYet } from "../src/NotYet.ts"
import { on } from "../src/Reaction.ts"

const heard = reads(MemberDeactivated, ["memberId", "role"])
let env: Record<string, string>

beforeAll(async () => {
  const database = await testDatabase("consumer")
  env = {
    SERVICE_NAME: "consumer",
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  }
  await Effect.runPromise(migrate({}).pipe(Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))))
})

const message = (memberId: string, data: object = {}) =>
  busMessage(MemberDeactivated, { organizationId: "org", data: { ...MemberDeactivated.example, memberId, ...data } })

describe("a consumer", () => {
  it("is given the fields it reads and the tenant, and nothing else", async () => {
    const seen: Array<unknown> = []
    const reaction = on(heard, ({ data }) =>
      Effect.map(CurrentTenant, (tenant) => {
        seen.push({ tenant, data })
      }),
    )
    const consumer = startConsumer({ reactions: [reaction], layer: Layer.empty, env })
    assert.deepEqual(await consumer.deliver(message("m1")), [])
    assert.deepEqual(seen, [{ tenant: "org", data: { memberId: "m1", role: "admin" } }])
    await consumer.close()
  })

  it("hides what comes too early for as long as it says, and buries with its reason what it never understands", async () => {
    const reaction = on(heard, ({ data: { memberId } }): Effect.Effect<void, NotYet | "no"> => {
      if (memberId === "early") return new NotYet({ reason: "who is that?", delaySeconds: 3 })
      return memberId === "trouble" ? Effect.fail("no" as const) : Effect.void
    })
    const consumer = startConsumer({ reactions: [reaction], layer: Layer.empty, env })
    const poison = message("m", { role: "emperor" })
    const failed = await consumer.deliver(message("fine"), message("early"), poison, message("trouble"), "not JSON")
    assert.deepEqual(failed, [1, 3])
    assert.sameDeepMembers(consumer.delays, [
      [1, 3],
      [3, 30],
    ])
    const [first, second] = consumer.deadLetters.toSorted((one, other) => other.body.length - one.body.length)
    assert.equal(first?.body, poison)
    assert.match(first?.reason ?? "", /role/)
    assert.equal(second?.body, "not JSON")
    await consumer.close()
  })

  it("waits longer each time", async () => {
    const hidden: Array<number> = []
    const services = Layer.mergeAll(
      SystemSql.layer,
      Layer.succeed(ConsumerQueue, { hide: (_, seconds) => Effect.sync(() => void hidden.push(seconds)) }),
      Layer.mock(DeadLetters, {}),
      Layer.mock(EventBus, {}),
    ).pipe(Layer.provideMerge(ConfigProvider.layer(ConfigProvider.fromUnknown(env))))
    for (const error of [new NotYet({ reason: "later", delaySeconds: 3 }), new Error("no")]) {
      const reaction = on(heard, () => Effect.fail(error))
      for (const count of [1, 2, 4]) {
        const attributes = { ApproximateReceiveCount: String(count) }
        const record = { messageId: "1", receiptHandle: "h", body: message("m"), attributes }
        await Effect.runPromise(handleBatch([reaction], { Records: [record] }).pipe(Effect.provide(services)))
      }
    }
    assert.deepEqual(hidden, [3, 9, 81, 30, 60, 240])
  })
})

describe("housekeeping", () => {
  const system = (statement: string) => queryRows(env["DATABASE_SYSTEM_URL"] ?? "", statement)
  const run = () =>
    Effect.runPromise(
      housekeeping.pipe(
        Effect.provide(SystemSql.layer.pipe(Layer.provideMerge(ConfigProvider.layer(ConfigProvider.fromUnknown(env))))),
      ),
    )

  it("keeps inbox keys longer than the archive and the longest stay in queues can bring an event again", () => {
    // A queue keeps a message for 7 days at most and its dead-letter queue for 14 since it was first sent.
    assert.isAtLeast(inboxDays, archiveDays + 14)
  })

  it("forgets published events after a week and keys only when no archive holds their event any more", async () => {
    const outbox = (name: string, published: string, parked = "null") =>
      system(`insert into outbox (id, organization_id, type, source, subject, sequence, detail, published_at, parked_at)
        values ('${randomUUID()}', 'org', 't', 's', '${name}', 1, '{}', ${published}, ${parked})`)
    await outbox("old", "now() - interval '8 days'")
    await outbox("recent", "now() - interval '6 days'")
    await outbox("waiting", "null")
    await outbox("parked", "null", "now() - interval '300 days'")
    await system(`insert into inbox (event_id, processed_at) values
      ('gone', now() - interval '${inboxDays} days 1 hour'), ('archived', now() - interval '${archiveDays} days')`)
    await system(`insert into inbox (event_id, processed_at)
      select 'many' || n, now() - interval '1 year' from generate_series(1, 5000) n`)
    assert.deepEqual(await run(), { outbox: 1, inbox: 5001 })
    assert.deepEqual(
      (await system("select subject from outbox order by subject")).map(({ subject }) => subject),
      ["parked", "recent", "waiting"],
    )
    assert.deepEqual(await system("select event_id from inbox"), [{ event_id: "archived" }])
    assert.deepEqual(await run(), { outbox: 0, inbox: 0 })
  })
})
