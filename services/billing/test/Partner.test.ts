import { type BusEntry, EventBus } from "@tango/messaging/EventBus"
import { Effect, Exit, Layer } from "effect"
import { assert, describe, it } from "vitest"
import { handlePartnerEvent } from "../src/StripePartner.ts"
import { field, receive, sign } from "./Harness.ts"

const event = {
  id: "evt_1",
  object: "event",
  type: "invoice.paid",
  data: { object: { id: "in_1", object: "invoice", customer: "cus_1", metadata: {} } },
}
const envelope = {
  version: "0",
  id: "9d2a",
  "detail-type": "invoice.paid",
  source: "aws.partner/stripe.com/ed_test_1",
  account: "000000000000",
  time: "2026-11-22T10:00:00Z",
  region: "us-east-1",
  resources: [],
  detail: event,
}

const handle = async (given: { source: string; detail: unknown }, accepts = true) => {
  const published: Array<BusEntry> = []
  const bus = Layer.succeed(EventBus, {
    publish: (entries) =>
      Effect.sync(() => {
        published.push(...entries)
        return accepts ? entries.map(() => ({ _tag: "Accepted" as const })) : []
      }),
  })
  const exit = await Effect.runPromiseExit(handlePartnerEvent(given).pipe(Effect.provide(bus)))
  return { ok: Exit.isSuccess(exit), published }
}
const dataOf = (entry: BusEntry | undefined): unknown => field(JSON.parse(entry?.detail ?? "{}"), "data")

describe("Stripe's partner event source", () => {
  it("puts the same on the bus as the webhook", async () => {
    const body = JSON.stringify(event)
    const { published } = await receive(body, sign(body))
    const { ok, published: byPartner } = await handle(envelope)
    assert.isTrue(ok)
    assert.lengthOf(byPartner, 1)
    assert.equal(byPartner[0]?.type, published[0]?.type)
    assert.deepEqual(dataOf(byPartner[0]), dataOf(published[0]))
  })

  it("takes nothing from another source", async () => {
    assert.deepEqual(await handle({ ...envelope, source: "tango.billing" }), { ok: true, published: [] })
  })

  it("is called again when the event is none, or the bus does not take it", async () => {
    assert.isFalse((await handle({ ...envelope, detail: { object: "v2.core.event" } })).ok)
    assert.isFalse((await handle(envelope, false)).ok)
  })
})
