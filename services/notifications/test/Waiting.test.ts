import { SesEventReceived } from "@tango/contracts/events/ProviderEvents"
import { EventBus } from "@tango/messaging/EventBus"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { ConfigProvider, Effect, Layer } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { sendDigests } from "../src/Digests.ts"
import { localTime } from "../src/domain/Preferences.ts"
import { sendDue } from "../src/DueDeliveries.ts"
import type { EmailProvider } from "../src/EmailProvider.ts"
import { layerProvider } from "../src/providers/Provider.ts"
import { layerSender } from "../src/reactions/Reactions.ts"
import type { Sender } from "../src/Sender.ts"
import { forwardSesEvent } from "../src/SesEvents.ts"
import { startSes } from "./fixtures/SesServer.ts"
import { memberEvent, planChanged, type Stack, startStack } from "./Stack.ts"

process.env["AWS_REGION"] ??= "us-east-1"
process.env["AWS_ACCESS_KEY_ID"] ??= "test"
process.env["AWS_SECRET_ACCESS_KEY"] ??= "test"

let stack: Stack
let ses: Awaited<ReturnType<typeof startSes>>
beforeAll(async () => {
  stack = await startStack()
  ses = await startSes()
})
afterAll(async () => {
  await stack.close()
  await ses.close()
})

/** Runs a job as its function does. */
const run = <A, E>(job: Effect.Effect<A, E, Sender | EmailProvider | SystemSql | TenantSql>) => {
  const config = ConfigProvider.layer(ConfigProvider.fromUnknown(stack.service.env))
  const platform = Layer.mergeAll(TenantSql.layer, SystemSql.layer, OutboxSignal.layer)
  const layer = layerSender.pipe(Layer.provideMerge(layerProvider), Layer.provideMerge(platform), Layer.provide(config))
  return Effect.runPromise(Effect.provide(job, layer))
}
const due = (organizationId: string) =>
  stack.service.rows("update deliveries set retry_at = now(), not_before = now() where organization_id = $1", [
    organizationId,
  ])
const joined = (organizationId: string) =>
  memberEvent("joined", organizationId, { memberId: "ada", email: `ada@${organizationId}.example` })
const settings = async (organizationId: string, body: object) => {
  const token = await stack.service.token({ organizationId, memberId: "ada" })
  const path = "/api/notifications/preferences/settings"
  assert.equal((await stack.service.request("PUT", path, { token, body })).status, 200)
  return token
}
const mails = (organizationId: string) => stack.mails(`ada@${organizationId}.example`)

describe("what waits", () => {
  it("for the end of quiet hours goes out then; what one has to know does not wait", async () => {
    const now = localTime(new Date(), "UTC").minute
    const quietHours = { from: (now + 1380) % 1440, until: (now + 60) % 1440 }
    await settings("quiet", { timeZone: "UTC", quietHours, digestHour: 8 })
    await stack.consumer().deliver(joined("quiet"), planChanged("quiet", "free", "pro"))
    await stack.consumer().deliver(planChanged("quiet", "pro", "business"))
    assert.deepEqual(
      mails("quiet").map((mail) => mail.subject),
      ["Welcome to Analytical Engines"],
    )
    await run(sendDue)
    assert.lengthOf(mails("quiet"), 1)
    await due("quiet")
    await run(sendDue)
    assert.include(
      mails("quiet").map((mail) => mail.subject),
      "Analytical Engines is now on Business",
    )
  })

  it("for the rate limit is sent by the job, and no process is refused for being too fast", async () => {
    await fetch(`${stack.resend.url}/_emulator/rate-limit`, {
      method: "POST",
      body: JSON.stringify({ enforced: true, perSecond: 10 }),
    })
    const env = { ...stack.service.env, EMAIL_RATE_PER_SECOND: "9" }
    await stack.service.rows("update provider_limits set next_at = now()")
    const consumers = [stack.consumer(undefined, env), stack.consumer(undefined, env)]
    const organizations = Array.from({ length: 10 }, (_, index) => `limit-${index}`)
    const left = await Promise.all(organizations.map((each, index) => consumers[index % 2]!.deliver(joined(each))))
    assert.deepEqual(left.flat(), [])
    const { refused } = Object(await (await fetch(`${stack.resend.url}/_emulator/rate-limit`)).json())
    assert.equal(refused, 0)
    await fetch(`${stack.resend.url}/_emulator/rate-limit`, {
      method: "POST",
      body: JSON.stringify({ enforced: false }),
    })
    for (const each of organizations) assert.lengthOf(mails(each), 1)
  })

  it("after too long a wait is left to the job", async () => {
    await stack.service.rows("update provider_limits set next_at = now() + interval '1 hour'")
    assert.deepEqual(await stack.consumer().deliver(joined("later")), [])
    assert.isEmpty(mails("later"))
    await stack.service.rows("update provider_limits set next_at = now()")
    await due("later")
    await run(sendDue)
    assert.lengthOf(mails("later"), 1)
  })

  it("is not sent when the person has switched it off meanwhile, and the log says so", async () => {
    await stack.service.rows("update provider_limits set next_at = now()")
    await stack.consumer().deliver(joined("meanwhile"))
    await stack.service.rows("update provider_limits set next_at = now() + interval '1 hour'")
    await stack.consumer().deliver(planChanged("meanwhile", "free", "pro"))
    await stack.service.rows("update provider_limits set next_at = now()")
    const token = await stack.service.token({ organizationId: "meanwhile", memberId: "ada" })
    const changes = [{ kind: "plan_changed", channel: "email", enabled: false }]
    await stack.service.request("PATCH", "/api/notifications/preferences", { token, body: { changes } })
    await due("meanwhile")
    await run(sendDue)
    assert.lengthOf(mails("meanwhile"), 1)
    const row = (await stack.deliveries("meanwhile")).find(({ kind }) => kind === "plan_changed")
    assert.include(row, { state: "failed", reason: "The member does not want these e-mails" })
  })

  it("with a variable that is not known is not sent, and the log says so", async () => {
    await stack.service.rows("update provider_limits set next_at = now() + interval '1 hour'")
    await stack.consumer().deliver(joined("unknown"))
    await stack.service.rows("update provider_limits set next_at = now()")
    await stack.service.rows(
      `update deliveries set content = content || '{"coupon":"X"}' where organization_id = 'unknown'`,
    )
    await due("unknown")
    await run(sendDue)
    assert.isEmpty(mails("unknown"))
    assert.include((await stack.deliveries("unknown"))[0], {
      state: "failed",
      reason: "What it should say is not understood",
    })
  })
})

describe("the digest", () => {
  it("comes once a day, with all that happened, and only to who wants it", async () => {
    await stack.consumer().deliver(joined("digest"))
    const token = await settings("digest", { timeZone: "Pacific/Kiritimati", quietHours: null, digestHour: 0 })
    const changes = [
      { kind: "plan_changed", channel: "digest", enabled: true },
      { kind: "plan_changed", channel: "email", enabled: false },
    ]
    await stack.service.request("PATCH", "/api/notifications/preferences", { token, body: { changes } })
    await stack.consumer().deliver(planChanged("digest", "free", "pro"))
    await stack.consumer().deliver(planChanged("digest", "pro", "business"))
    await Promise.all([run(sendDigests), run(sendDigests)])
    const [digest, ...others] = mails("digest").filter((mail) => !mail.subject.startsWith("Welcome"))
    assert.isEmpty(others)
    assert.equal(digest?.subject, "2 notifications from Analytical Engines")
    assert.include(digest?.text, "is now on Business")
    assert.property(digest?.headers, "List-Unsubscribe")
    await stack.consumer().deliver(planChanged("digest", "business", "pro"))
    await run(sendDigests)
    assert.lengthOf(mails("digest"), 2)
  })
})

describe("with SES, which knows no idempotency keys,", () => {
  const consumer = () => stack.consumer(undefined, { ...stack.service.env, ...ses.env })
  const sent = (organizationId: string) =>
    ses.mails.filter((mail) => mail.Destination.ToAddresses.includes(`ada@${organizationId}.example`))
  const heard = (
    deliveryId: unknown,
    providerType: "Send" | "Delivery" | "Bounce" | "Complaint",
    more: object = {},
  ) => {
    const data = {
      ...SesEventReceived.example,
      providerType,
      deliveryId: String(deliveryId),
      providerEventId: crypto.randomUUID(),
    }
    return busMessage(SesEventReceived, { data: { ...data, objectId: `ses-${String(deliveryId)}`, ...more } })
  }

  it("two consumers at once send one e-mail", async () => {
    const message = joined("ses-two")
    await Promise.all([consumer().deliver(message), consumer().deliver(message)])
    assert.lengthOf(sent("ses-two"), 1)
    assert.deepEqual(await consumer().deliver(message), [])
    assert.equal((await stack.deliveries("ses-two"))[0]?.["state"], "sent")
  })

  it("a delivery whose sender died is not sent again for as long as SES takes to tell of it", async () => {
    const message = joined("ses-died")
    await consumer().deliver(message)
    // As if the process had died before it wrote down that SES has taken the e-mail.
    const [row] = await stack.service.rows(
      `update deliveries set state = 'queued', provider_id = null, claimed_until = now() + interval '90 seconds'
       where organization_id = 'ses-died' returning delivery_id`,
    )
    assert.deepEqual(await consumer().deliver(message), [0])
    assert.deepEqual(await consumer().deliver(heard(row?.["delivery_id"], "Send")), [])
    assert.deepEqual(await consumer().deliver(message), [])
    assert.lengthOf(sent("ses-died"), 1)
    assert.include((await stack.deliveries("ses-died"))[0], { state: "sent" })
  })

  it("a bounce for good suppresses the address, one for now does not", async () => {
    for (const [organizationId, permanent] of [
      ["ses-gone", true],
      ["ses-full", false],
    ] as const) {
      await consumer().deliver(joined(organizationId))
      const [row] = await stack.service.rows("select delivery_id from deliveries where organization_id = $1", [
        organizationId,
      ])
      await consumer().deliver(heard(row?.["delivery_id"], "Bounce", { permanent, reason: "General" }))
      assert.equal((await stack.deliveries(organizationId))[0]?.["state"], "bounced")
      const listed = await stack.service.rows("select reason from suppressions where organization_id = $1", [
        organizationId,
      ])
      assert.deepEqual(listed, permanent ? [{ reason: "bounce" }] : [])
    }
  })

  it("an event of AWS becomes one of ours, without addresses", async () => {
    const published: Array<string> = []
    const bus = Layer.succeed(EventBus, {
      publish: (entries) =>
        Effect.sync(() => {
          published.push(...entries.map((entry) => entry.detail))
          return entries.map(() => ({ _tag: "Accepted" as const }))
        }),
    })
    const event = {
      id: "0f6b4b5e-7d0c-4d3e-9f57-3e4a4b4b0d11",
      source: "aws.ses",
      "detail-type": "Email Bounced",
      time: "2026-11-22T10:00:00Z",
      detail: {
        eventType: "Bounce",
        mail: { messageId: "m-1", destination: ["ada@example.com"], tags: { delivery: ["d-1"] } },
        bounce: { bounceType: "Permanent", bounceSubType: "General", bouncedRecipients: [] },
      },
    }
    await Effect.runPromise(Effect.provide(forwardSesEvent(event), bus))
    await Effect.runPromise(
      Effect.provide(forwardSesEvent({ ...event, detail: { ...event.detail, eventType: "Open" } }), bus),
    )
    assert.lengthOf(published, 1)
    assert.include(published[0], '"deliveryId":"d-1"')
    assert.notInclude(published[0], "ada@example.com")
  })
})
