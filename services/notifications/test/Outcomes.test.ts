import { EmailBounced, EmailComplained, EmailDelivered } from "@tango/contracts/events/NotificationsEvents"
import { ResendEventReceived } from "@tango/contracts/events/ProviderEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { memberEvent, type Stack, startStack } from "./Stack.ts"
import { startReceiver, type Receiver, svixHeaders } from "./Receiver.ts"

let receiver: Receiver
let stack: Stack
beforeAll(async () => {
  receiver = await startReceiver()
  stack = await startStack(receiver)
})
afterAll(async () => {
  await stack.close()
  await receiver.close()
})

/** Sends a welcome and gives the delivery with the e-mail's id at Resend. */
const welcomed = async (organizationId: string, email: string) => {
  const joined = memberEvent("joined", organizationId, { memberId: "m", email })
  assert.deepEqual(await stack.consumer().deliver(joined), [])
  const [row] = await stack.service.rows("select * from deliveries where organization_id = $1", [organizationId])
  return { deliveryId: String(row?.["delivery_id"]), providerId: String(row?.["provider_id"]) }
}

const happen = (providerId: string, type: string) =>
  fetch(`${stack.resend.url}/_emulator/mail/${providerId}/events`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type }),
  })

const heard = (objectId: string, type = "email.delivered", providerEventId = `msg_${objectId}_${type}`) =>
  busMessage(ResendEventReceived, { data: { providerEventId, providerType: type, objectId, parentId: null } })

const stateOf = async (organizationId: string) => (await stack.deliveries(organizationId))[0]?.["state"]
const told = (deliveryId: string) =>
  stack.service.rows("select type, sequence, organization_id, detail->'data' as data from outbox where subject = $1", [
    `delivery/${deliveryId}`,
  ])

describe("what becomes of an e-mail", () => {
  it("comes from Resend's webhook to the delivery and is told as an event, once", async () => {
    const { deliveryId, providerId } = await welcomed("org-whole", "whole@example.com")
    const entry = await receiver.next((data) => data.objectId === providerId && data.providerType === "email.delivered")
    const consumer = stack.consumer()
    const message = JSON.stringify(entry)
    assert.deepEqual(await consumer.deliver(message), [])
    assert.deepEqual(await consumer.deliver(message, message), [])
    assert.equal(await stateOf("org-whole"), "delivered")
    assert.deepEqual(await told(deliveryId), [
      {
        type: EmailDelivered.type,
        sequence: 3,
        organization_id: "org-whole",
        data: { organizationId: "org-whole", deliveryId, kind: "welcome" },
      },
    ])
    assert.include(
      consumer.published.map((each) => each.type),
      EmailDelivered.type,
    )
  })

  it("is what Resend says when asked, not what the webhook says", async () => {
    const { providerId } = await welcomed("org-asked", "asked@example.com")
    assert.deepEqual(await stack.consumer().deliver(heard(providerId, "email.bounced")), [])
    assert.equal(await stateOf("org-asked"), "delivered")
  })

  it.each([
    ["bounced", "bounced"],
    ["suppressed", "suppressed"],
    ["complained", "complained"],
    ["failed", "failed"],
  ])("moves on from delivered when it is %s, and never back", async (event, state) => {
    const organization = `org-${event}`
    const { deliveryId, providerId } = await welcomed(organization, `${event}@example.com`)
    const consumer = stack.consumer()
    assert.deepEqual(await consumer.deliver(heard(providerId)), [])
    assert.equal(await stateOf(organization), "delivered")
    await happen(providerId, event)
    assert.deepEqual(await consumer.deliver(heard(providerId, `email.${event}`)), [])
    assert.equal(await stateOf(organization), state)
    await happen(providerId, "delivered")
    assert.deepEqual(await consumer.deliver(heard(providerId, "email.delivered", `msg_late_${event}`)), [])
    assert.equal(await stateOf(organization), state)
    const types = (await told(deliveryId)).map((row) => row["type"])
    const also = state === "bounced" ? [EmailBounced.type] : state === "complained" ? [EmailComplained.type] : []
    assert.sameMembers(types, [EmailDelivered.type, ...also])
  })

  it("is told when it is delayed, and when it arrives after all", async () => {
    const { deliveryId, providerId } = await welcomed("org-delayed", "delayed@example.com")
    for (const [event, state] of [
      ["delivery_delayed", "delayed"],
      ["delivered", "delivered"],
    ] as const) {
      await happen(providerId, event)
      assert.deepEqual(await stack.consumer().deliver(heard(providerId, `email.${event}`)), [])
      assert.equal(await stateOf("org-delayed"), state)
    }
    assert.lengthOf(await told(deliveryId), 1)
  })

  it("is asked for again when Resend does not answer", async () => {
    const { providerId } = await welcomed("org-again", "again@example.com")
    const consumer = stack.consumer()
    await stack.fault(500)
    assert.deepEqual(await consumer.deliver(heard(providerId)), [0])
    assert.deepEqual(await consumer.deliver(heard(providerId)), [])
    assert.equal(await stateOf("org-again"), "delivered")
  })

  it("waits when the webhook has overtaken our own note of the id, but not for e-mail that is not ours", async () => {
    const unknown = heard("11111111-1111-4111-8111-111111111111")
    const fresh = unknown.replaceAll("2026-11-22T10:00:00.000Z", new Date().toISOString())
    assert.deepEqual(await stack.consumer().deliver(fresh), [0])
    assert.deepEqual(await stack.consumer().deliver(unknown), [])
    assert.deepEqual(await stack.consumer().deliver(heard("", "contact.created")), [])
  })
})

describe("Resend's webhook", () => {
  const body = JSON.stringify({ type: "email.delivered", data: { email_id: "e-1", to: ["ada@example.com"] } })
  const now = () => Math.floor(Date.now() / 1000)

  it("is taken with its signature, and only ids go on the bus", async () => {
    const answer = await receiver.post(body, svixHeaders(receiver.secret, "msg_1", now(), body))
    assert.equal(answer.status, 200)
    const entry = await receiver.next((data) => data.providerEventId === "msg_1")
    assert.deepEqual(entry.detail.data, {
      providerEventId: "msg_1",
      providerType: "email.delivered",
      objectId: "e-1",
      parentId: null,
    })
    assert.notInclude(JSON.stringify(entry), "ada@example.com")
  })

  it.each([
    ["forged", () => svixHeaders("whsec_Zm9yZ2Vk", "msg_2", now(), body)],
    ["of another body", () => svixHeaders(receiver.secret, "msg_2", now(), `${body} `)],
    ["old", () => svixHeaders(receiver.secret, "msg_2", now() - 301, body)],
    ["from the future", () => svixHeaders(receiver.secret, "msg_2", now() + 302, body)],
    ["without a signature", () => ({})],
  ])("that is %s is refused", async (_, headers) => {
    const before = receiver.received()
    const answer = await receiver.post(body, headers())
    assert.equal(answer.status, 401)
    assert.include(await answer.json(), { code: "signature_invalid" })
    assert.equal(receiver.received(), before)
  })

  it("that is signed and not understood is refused as such", async () => {
    const odd = "{}"
    assert.equal((await receiver.post(odd, svixHeaders(receiver.secret, "msg_3", now(), odd))).status, 400)
  })
})
