import { randomUUID } from "node:crypto"
import { beforeAll, describe, expect, it } from "vitest"
import { beginCheckout, expectProblem, type Founder, pay, send, signUp } from "./journey/Client.ts"
import { rowsOf } from "./journey/Rows.ts"
import { eventually, findStack } from "./journey/RunningStack.ts"
import { queueAt } from "./journey/Sqs.ts"
import { now, type Provider, signers } from "./journey/Signatures.ts"

const stack = findStack()
const organization = "Bad Webhooks Ltd"
const providers: ReadonlyArray<Provider> = ["stytch", "stripe", "resend"]
const services = { stytch: "identity", stripe: "billing", resend: "notifications" }
let ada: Founder
/** The e-mail that welcomed her. */
let emailId = ""

beforeAll(async () => {
  ada = await signUp(stack, organization)
  emailId = await eventually("The welcome", async () =>
    (await stack.mailTo(ada.email)).find(({ subject }) => subject.startsWith("Welcome")),
  ).then(({ id }) => id)
})

/** A webhook's body with that event id, about something that is there. */
const bodyOf = (provider: Provider, id: string): string => {
  const { memberId, organizationId } = ada
  const bodies = {
    stytch: {
      event_id: id,
      action: "UPDATE",
      source: "DIRECT",
      object_type: "member",
      id: memberId,
      details: { organization_id: organizationId },
    },
    stripe: {
      id,
      object: "event",
      type: "customer.subscription.updated",
      data: { object: { id: "sub_1", object: "subscription", customer: "cus_nobody" } },
    },
    resend: { type: "email.delivered", data: { email_id: emailId } },
  }
  return JSON.stringify(bodies[provider])
}

const post = (provider: Provider, body: string, headers: Readonly<Record<string, string>>) =>
  send(stack, "POST", `/webhooks/${provider}`, { body, headers })

/** How often the provider's event with that id was put on the bus. */
const onTheBus = async (provider: Provider, id: string) =>
  (await stack.events()).filter(
    ({ detailType, detail }) =>
      detailType === `${provider}.event.received.v1` && JSON.stringify(detail.data).includes(id),
  ).length

/** How many events of this organization a service has written, and how often it has noted the provider's event. */
const written = async (provider: Provider, id: string) => {
  const [row] = await rowsOf(
    services[provider],
    ada.organizationId,
    "select (select count(*)::int from outbox) as outbox, (select count(*)::int from inbox where event_id = $1) as inbox",
    [`${provider}:${id}`],
  )
  return row
}

describe.each(providers)("a webhook of %s", (provider) => {
  const sign = signers[provider]
  const secret = `whsec_${Buffer.from("somebody else's").toString("base64")}`
  const forgeries: Readonly<Record<string, (body: string, id: string) => Readonly<Record<string, string>>>> = {
    "without a signature": () => ({}),
    "with a signature that is garbage": (_, id) => ({
      ...sign("", { id }),
      "stripe-signature": "t=now,v1=zz",
      "svix-signature": "v1,zz",
    }),
    "signed with another secret": (body, id) => sign(body, { id, secret }),
    "with another body's signature": (body, id) => sign(`${body} `, { id }),
    "signed too long ago": (body, id) => sign(body, { id, at: now() - 310 }),
    "signed in the future": (body, id) => sign(body, { id, at: now() + 310 }),
  }

  it.each(Object.entries(forgeries))("is refused %s, and nobody hears of it", async (_, forge) => {
    const id = `evt_${randomUUID()}`
    const body = bodyOf(provider, id)
    expectProblem(await post(provider, body, forge(body, id)), 401, "signature_invalid")
    expect(await onTheBus(provider, id)).toBe(0)
  })

  it.each([
    ["cut off", '{"id": "ev'],
    ["of another shape", '{"id": 7}'],
  ])("is refused when it is genuine and its body %s", async (_, body) => {
    const id = `evt_${randomUUID()}`
    expectProblem(await post(provider, body, sign(body, { id })), 400, "payload_invalid")
  })

  it.each(["GET", "PUT", "DELETE"])("is not sent by %s", async (method) => {
    const answer = await send(stack, method, `/webhooks/${provider}`)
    expectProblem(answer, 405, "method_not_allowed")
    expect(answer.headers.get("allow")).toBe("POST")
  })
})

describe("a genuine webhook that comes twice", () => {
  const sendTwice = async (provider: Provider, id: string, body: string) => {
    const queue = `tango-${services[provider]}-events`
    await stack.emptied(queue)
    const before = await written(provider, id)
    const received = await onTheBus(provider, id)
    for (const _ of ["once", "twice"])
      expect((await post(provider, body, signers[provider](body, { id }))).status).toBe(200)
    expect(await onTheBus(provider, id)).toBe(received + 2)
    await stack.emptied(queue)
    expect(await written(provider, id)).toEqual({ outbox: before?.["outbox"], inbox: 1 })
    expect(JSON.stringify(await queueAt(stack.aws.url, `${queue}-dlq`).peek())).not.toContain(id)
  }

  it.each<Provider>(["stytch", "resend"])("of %s is stored once and changes nothing", async (provider) => {
    const id = `evt_${randomUUID()}`
    await sendTwice(provider, id, bodyOf(provider, id))
  })

  it("of Stripe, after it has begun a subscription, begins no other and tells nobody again", async () => {
    await pay(await beginCheckout(stack, ada))
    const planChanged = async () =>
      (await stack.mailTo(ada.email)).filter(({ subject }) => subject === `${organization} is now on Pro`).length
    await eventually("The plan-changed mail", async () => (await planChanged()) > 0 || undefined)
    const event = await subscriptionCreated()
    await sendTwice("stripe", event.id, JSON.stringify(event))
    await stack.emptied("tango-notifications-events")
    expect(await planChanged()).toBe(1)
    expect(await stack.planOf(`Bearer ${ada.token}`)).toBe("pro")
  })
})

/** The event by which Stripe told of the organization's subscription. */
const subscriptionCreated = async () => {
  const [customer] = await rowsOf("billing", ada.organizationId, "select customer_id from customers")
  const response = await fetch(`${stack.stripe.url}/_emulator/events`)
  const { events }: { events: ReadonlyArray<{ id: string; type: string; data: { object: { customer?: string } } }> } =
    JSON.parse(await response.text())
  const created = events.find(
    ({ type, data }) => type === "customer.subscription.created" && data.object.customer === customer?.["customer_id"],
  )
  if (created === undefined) throw new Error("Stripe knows no subscription")
  return created
}
