import { Resend } from "resend"
import { expect, test } from "vitest"
import { project, receiver, refusal, temporaryFile, webhookSecret } from "./stytchProject.ts"
import type { Received } from "./stytchProject.ts"

/** Verifies with somebody else's code: Resend's SDK checks Svix signatures, too. */
const verified = ({ headers, body }: Received): unknown =>
  new Resend("re_any").webhooks.verify({
    payload: body,
    headers: {
      id: headers["svix-id"] ?? "",
      timestamp: headers["svix-timestamp"] ?? "",
      signature: headers["svix-signature"] ?? "",
    },
    webhookSecret,
  })

const organizationIn = ({ body }: Received): string => {
  const event: { organization: { organization_name: string } } = JSON.parse(body)
  return event.organization.organization_name
}

const control = async (url: string, path: string, body: object = {}): Promise<unknown> => {
  const headers = { "content-type": "application/json" }
  return (await fetch(`${url}/_emulator${path}`, { method: "POST", headers, body: JSON.stringify(body) })).json()
}

test("every change is told, signed, with the object as it is; a deletion carries the id alone", async () => {
  const hook = await receiver()
  const { client } = await project({ webhook: { url: hook.url, secret: webhookSecret } })
  const { organization } = await client.organizations.create({ organization_name: "Acme" })
  const { organization_id } = organization
  const { member } = await client.organizations.members.create({ organization_id, email_address: "ada@example.com" })
  const { member_id } = member
  await client.organizations.members.update({ organization_id, member_id, name: "Ada" })
  await client.organizations.members.delete({ organization_id, member_id })
  await client.organizations.delete({ organization_id })
  const events = (await hook.take(5)).map(verified)
  const common = { project_id: expect.stringMatching(/^project-test-/), source: "DIRECT", vertical: "B2B" }
  expect(events[0]).toMatchObject({
    ...common,
    action: "CREATE",
    object_type: "organization",
    id: organization_id,
    organization,
  })
  expect(events[1]).toMatchObject({ ...common, action: "CREATE", object_type: "member", id: member_id, member })
  expect(events[2]).toMatchObject({ action: "UPDATE", member: { name: "Ada" } })
  expect(events[3]).toEqual({
    ...common,
    event_id: expect.stringMatching(/^webhook-event-test-/),
    timestamp: expect.stringMatching(/\.\d{6}Z$/),
    action: "DELETE",
    object_type: "member",
    id: member_id,
  })
  expect(events[4]).toMatchObject({ action: "DELETE", object_type: "organization", id: organization_id })
})

test("a delivery that fails is tried again under the same id, and does not hold up the others", async () => {
  const hook = await receiver(500)
  const { client } = await project({ webhook: { url: hook.url, secret: webhookSecret } })
  await client.organizations.create({ organization_name: "First" })
  await client.organizations.create({ organization_name: "Second" })
  const received = await hook.take(3)
  expect(received.map(organizationIn)).toEqual(["First", "Second", "First"])
  expect(received[2]?.headers["svix-id"]).toBe(received[0]?.headers["svix-id"])
  received.map(verified)
})

test("what could not be delivered before a restart is delivered after it", async () => {
  const file = temporaryFile()
  const nobody = await project({ file, webhook: { url: "http://127.0.0.1:1/hook", secret: webhookSecret } })
  await nobody.client.organizations.create({ organization_name: "Acme" })
  await nobody.stop()
  const hook = await receiver()
  const { url } = await project({ file, webhook: { url: hook.url, secret: webhookSecret } })
  await control(url, "/webhooks/flush")
  expect(verified((await hook.take(1))[0] ?? { headers: {}, body: "" })).toMatchObject({ action: "CREATE" })
})

test("deliveries can be held, doubled and shuffled", async () => {
  const hook = await receiver()
  const { url, client } = await project({ webhook: { url: hook.url, secret: webhookSecret } })
  await control(url, "/webhooks", { hold: true, duplicate: true, shuffle: true })
  for (const organization_name of ["A", "B", "C"]) await client.organizations.create({ organization_name })
  expect(hook.received).toHaveLength(0)
  expect(await control(url, "/webhooks/flush")).toEqual({ delivered: 3, remaining: 0 })
  const names = hook.received.map(organizationIn)
  expect(names.toSorted()).toEqual(["A", "A", "B", "B", "C", "C"])
  expect(await control(url, "/webhooks", { hold: false, duplicate: false, shuffle: false })).toEqual({
    switches: { hold: false, duplicate: false, shuffle: false, lose: 0 },
  })
})

test("events can be lost, and the time can be moved forward", async () => {
  const hook = await receiver()
  const { url, client, discover } = await project({ webhook: { url: hook.url, secret: webhookSecret } })
  await control(url, "/webhooks", { lose: 1 })
  await client.organizations.create({ organization_name: "Unheard of" })
  await control(url, "/webhooks", { lose: 0 })
  await client.organizations.create({ organization_name: "Heard of" })
  expect((await hook.take(1)).map(organizationIn)).toEqual(["Heard of"])
  const { intermediate_session_token } = await discover("ada@example.com")
  const before = Date.now()
  const { now }: { now?: string } = Object(await control(url, "/time", { seconds: 601 }))
  expect(Date.parse(now ?? "")).toBeGreaterThanOrEqual(before + 601_000)
  expect(await refusal(client.discovery.organizations.list({ intermediate_session_token }))).toBe(
    "404 intermediate_session_not_found",
  )
  expect(await control(url, "/time", { seconds: -1 })).toMatchObject({ status_code: 400 })
})
