import { Resend } from "resend"
import { expect, onTestFinished, test } from "vitest"
import { makeClock } from "../src/kit/Clock.ts"
import { Store } from "../src/kit/Store.ts"
import type { WebhookEndpoint } from "../src/kit/Webhooks.ts"
import { startResend } from "../src/resend/Resend.ts"
import { parseTime } from "../src/resend/Times.ts"
import { receiver, temporaryFile, webhookSecret } from "./stytchProject.ts"

const apiKey = "re_local_test"

const start = async ({ file = ":memory:", webhook }: { file?: string; webhook?: WebhookEndpoint } = {}) => {
  const store = new Store(file)
  const clock = makeClock(store)
  const emulator = await startResend({ port: 0, store, clock, apiKey, ...(webhook ? { webhook } : {}) })
  let open = true
  const stop = async () => {
    if (!open) return
    open = false
    await emulator.close()
    store.close()
  }
  onTestFinished(stop)
  const control = async (path: string, body?: object) => {
    const headers = { "content-type": "application/json" }
    const init = body ? { method: "POST", headers, body: JSON.stringify(body) } : {}
    return (await fetch(`${emulator.url}/_emulator${path}`, init)).json()
  }
  return { ...emulator, clock, stop, control, client: new Resend(apiKey, { baseUrl: emulator.url }) }
}

const mail = {
  from: "Tango <hello@tango.test>",
  to: "ada@example.com",
  subject: "Hello",
  html: "<p>Hi</p>",
  text: "Hi",
}

/** The error a call gives: `<status> <name>`. */
const refusal = async (
  call: Promise<{ error: { statusCode: number | null; name: string } | null }>,
): Promise<string> => {
  const { error } = await call
  return error ? `${error.statusCode} ${error.name}` : "success"
}

test("a mail sent is in the mailbox, can be read again, and is listed", async () => {
  const { client, control } = await start()
  const tags = [{ name: "kind", value: "welcome" }]
  const sent = await client.emails.send({ ...mail, replyTo: "help@tango.test", tags, headers: { "X-Entity": "1" } })
  const id = sent.data?.id ?? ""
  expect(sent.headers?.["ratelimit-limit"]).toBe("5")
  const read = await client.emails.get(id)
  expect(read.data).toMatchObject({
    object: "email",
    to: ["ada@example.com"],
    last_event: "delivered",
    tags,
    reply_to: ["help@tango.test"],
  })
  expect(await control("/mail?to=Ada@example.com")).toMatchObject({
    data: [{ id, origin: "resend", subject: "Hello", headers: { "X-Entity": "1" }, lastEvent: "delivered" }],
  })
  expect(await control("/mail?to=bob@example.com")).toEqual({ data: [] })
  const second = await client.emails.send({ ...mail, subject: "Second" })
  const { data } = await client.emails.list({ limit: 1 })
  expect(data).toMatchObject({ has_more: true, data: [{ id: second.data?.id }] })
  expect((await client.emails.list({ after: second.data?.id ?? "" })).data?.data.map((each) => each.id)).toEqual([id])
})

test("what Stytch sends is in the same mailbox, and not in Resend's list", async () => {
  const { client, control, mailbox } = await start()
  mailbox.mail({ to: "ada@example.com", subject: "Log in", text: "x", html: "<p>x</p>" })
  mailbox.sms({ to: "+15550100", text: "123456" })
  expect(await control("/mail")).toMatchObject({ data: [{ origin: "stytch", to: ["ada@example.com"] }] })
  expect(await control("/sms")).toMatchObject({ data: [{ to: "+15550100", text: "123456" }] })
  expect((await client.emails.list()).data?.data).toEqual([])
})

test("requests that Resend would refuse are refused with its names", async () => {
  const { url, client } = await start()
  expect(await refusal(new Resend("re_wrong", { baseUrl: url }).emails.send(mail))).toBe("403 invalid_api_key")
  expect((await fetch(`${url}/emails`)).status).toBe(401)
  expect(await refusal(client.emails.send({ ...mail, from: "tango" }))).toBe("422 invalid_from_address")
  expect(await refusal(client.emails.send({ ...mail, from: "" }))).toBe("422 missing_required_field")
  expect(await refusal(client.emails.send({ ...mail, to: "ada" }))).toBe("422 validation_error")
  expect(await refusal(client.emails.send({ ...mail, to: [] }))).toBe("422 missing_required_field")
  expect(await refusal(client.emails.send({ ...mail, to: Array.from({ length: 51 }, () => mail.to) }))).toBe(
    "422 validation_error",
  )
  expect(await refusal(client.emails.send({ ...mail, subject: "" }))).toBe("422 missing_required_field")
  expect(await refusal(client.emails.send({ from: mail.from, to: mail.to, subject: "x", text: "" }))).toBe(
    "422 missing_required_field",
  )
  expect(await refusal(client.emails.send({ ...mail, tags: [{ name: "a b", value: "c" }] }))).toBe(
    "422 validation_error",
  )
  expect(await refusal(client.emails.send({ ...mail, attachments: [{ filename: "a" }] }))).toBe(
    "422 invalid_attachment",
  )
  expect(await refusal(client.emails.send({ ...mail, scheduledAt: "someday" }))).toBe("422 validation_error")
  expect(await refusal(client.emails.send({ ...mail, scheduledAt: "in 31 days" }))).toBe("422 validation_error")
  for (const injected of [
    { subject: "Hello\r\nBcc: eve@example.com" },
    { headers: { "X-Entity": "1\r\nBcc: eve@example.com" } },
    { headers: { "X-Entity\nBcc": "eve@example.com" } },
    { to: "Ada\nBcc: eve@example.com <ada@example.com>" },
  ])
    expect(await refusal(client.emails.send({ ...mail, ...injected }))).toBe("422 validation_error")
  expect(await refusal(client.emails.get("1"))).toBe("422 validation_error")
  expect(await refusal(client.emails.get("00000000-0000-4000-8000-000000000000"))).toBe("404 not_found")
  expect(await refusal(client.topics.list())).toBe("404 not_found")
  const headers = { authorization: `Bearer ${apiKey}` }
  const wrongMethod = await fetch(`${url}/emails`, { method: "PUT", headers })
  expect(await wrongMethod.json()).toMatchObject({ statusCode: 405, name: "method_not_allowed" })
  const malformed = await fetch(`${url}/emails`, { method: "POST", headers, body: "{" })
  expect(await malformed.json()).toMatchObject({ statusCode: 400, name: "validation_error" })
})

test("an idempotency key sends once, for a day, and for one request only", async () => {
  const { client, clock, control } = await start()
  const send = (subject: string, idempotencyKey = "welcome/1") =>
    client.emails.send({ ...mail, subject }, { idempotencyKey })
  const first = await send("One")
  expect((await send("One")).data).toEqual(first.data)
  expect(await refusal(send("Two"))).toBe("409 invalid_idempotent_request")
  expect(await refusal(send("One", "x".repeat(257)))).toBe("400 invalid_idempotency_key")
  expect(await control("/mail")).toMatchObject({ data: [{ idempotencyKey: "welcome/1" }] })
  clock.advance(24 * 3600)
  expect((await send("One")).data?.id).not.toBe(first.data?.id)
})

test("two requests at once with one key conflict, and a failed one may be repeated", async () => {
  const { client, control } = await start()
  const send = () => client.emails.send(mail, { idempotencyKey: "welcome/2" })
  await control("/faults", { path: "/emails", latencyMs: 100 })
  const both = await Promise.all([refusal(send()), refusal(send())])
  expect(both.toSorted()).toEqual(["409 concurrent_idempotent_requests", "success"])
  await control("/faults", { path: "/emails", status: 500 })
  const other = () => client.emails.send(mail, { idempotencyKey: "welcome/3" })
  expect(await refusal(other())).toBe("500 internal_server_error")
  expect(await refusal(other())).toBe("success")
  await control("/faults", { path: "/emails", status: 429 })
  const limited = await client.emails.send(mail)
  expect(limited.error?.name).toBe("rate_limit_exceeded")
  expect(limited.headers?.["retry-after"]).toBe("1")
})

test("a batch is all or nothing, unless it is permissive", async () => {
  const { client, control } = await start()
  const bad = { ...mail, to: "nobody" }
  expect(await refusal(client.batch.send([mail, bad]))).toBe("422 validation_error")
  expect(await control("/mail")).toEqual({ data: [] })
  const { data } = await client.batch.send([mail, bad], { batchValidation: "permissive" })
  expect(data?.data).toHaveLength(1)
  expect(data?.errors).toMatchObject([{ index: 1 }])
  expect((await client.batch.send([mail, mail])).data?.data).toHaveLength(2)
})

test("a scheduled mail waits for its time, unless it is moved or canceled", async () => {
  const { client, clock, control } = await start()
  const at = (minutes: number) => new Date(clock.now() + minutes * 60_000).toISOString()
  const schedule = async (scheduledAt: string) => (await client.emails.send({ ...mail, scheduledAt })).data?.id ?? ""
  const [kept, canceled, moved] = [await schedule(at(5)), await schedule("in 5 minutes"), await schedule(at(5))]
  expect((await client.emails.get(kept)).data?.last_event).toBe("scheduled")
  expect(await control("/mail")).toEqual({ data: [] })
  await client.emails.cancel(canceled)
  await client.emails.update({ id: moved, scheduledAt: at(60) })
  clock.advance(5 * 60)
  expect(await control("/mail")).toMatchObject({ data: [{ id: kept }] })
  expect((await client.emails.get(kept)).data?.last_event).toBe("delivered")
  expect((await client.emails.get(canceled)).data?.last_event).toBe("canceled")
  expect(await refusal(client.emails.cancel(kept))).toBe("422 validation_error")
  clock.advance(55 * 60)
  expect(await control("/mail")).toMatchObject({ data: [{ id: moved }, { id: kept }] })
})

test.each([
  ["in 1 hour", "2026-11-26T13:00:00.000Z"],
  ["tomorrow at 9am", "2026-11-27T09:00:00.000Z"],
  ["today at 12pm UTC", "2026-11-26T12:00:00.000Z"],
  ["Friday at 3pm ET", "2026-11-27T20:00:00.000Z"],
  ["thursday at 10:30 pt", "2026-12-03T18:30:00.000Z"],
  ["2026-12-01T10:00:00+02:00", "2026-12-01T08:00:00.000Z"],
])("of a Thursday at noon, %j is %s", (text, time) => {
  expect(new Date(parseTime(text, Date.parse("2026-11-26T12:00:00Z"))).toISOString()).toBe(time)
})

test("webhooks tell of what happens to mail, signed so that the SDK verifies them", async () => {
  const hook = await receiver()
  const { client, control } = await start({ webhook: { url: hook.url, secret: webhookSecret } })
  const heard = async (count: number) =>
    (await hook.take(count)).slice(-count).map(({ headers, body }) =>
      client.webhooks.verify({
        payload: body,
        headers: {
          id: headers["svix-id"] ?? "",
          timestamp: headers["svix-timestamp"] ?? "",
          signature: headers["svix-signature"] ?? "",
        },
        webhookSecret,
      }),
    )
  const sent = await client.emails.send({ ...mail, tags: [{ name: "kind", value: "welcome" }] })
  expect(await heard(2)).toMatchObject([
    { type: "email.sent", data: { email_id: sent.data?.id, to: ["ada@example.com"], tags: { kind: "welcome" } } },
    { type: "email.delivered" },
  ])
  await client.emails.send({ ...mail, to: "bounced+1@resend.dev" })
  expect((await heard(4)).slice(2)).toMatchObject([
    { type: "email.sent" },
    { type: "email.bounced", data: { bounce: { type: "Permanent" } } },
  ])
  await client.emails.send({ ...mail, to: "complained@resend.dev" })
  expect((await heard(7)).at(-1)).toMatchObject({ type: "email.complained" })
  await control(`/mail/${sent.data?.id}/events`, { type: "opened" })
  expect((await heard(8)).at(-1)).toMatchObject({ type: "email.opened", data: { email_id: sent.data?.id } })
})

test("mail and idempotency keys survive a restart", async () => {
  const file = temporaryFile()
  const before = await start({ file })
  const send = (client: Resend) => client.emails.send(mail, { idempotencyKey: "welcome/4" })
  const first = await send(before.client)
  await before.stop()
  const { client, control } = await start({ file })
  expect((await send(client)).data).toEqual(first.data)
  expect(await control("/mail")).toMatchObject({ data: [{ id: first.data?.id }] })
})

test("an address that bounced is suppressed until somebody takes it off the list", async () => {
  const { client, control } = await start()
  const first = (await client.emails.send(mail)).data?.id ?? ""
  await control(`/mail/${first}/events`, { type: "bounced" })
  const found = await client.suppressions.get(mail.to)
  expect(found.data).toMatchObject({ object: "suppression", email: mail.to, origin: "bounce", source_id: first })
  const second = (await client.emails.send(mail)).data?.id ?? ""
  expect((await client.emails.get(second)).data?.last_event).toBe("suppressed")
  expect((await client.suppressions.list({ origin: "complaint" })).data?.data).toEqual([])
  expect((await client.suppressions.remove(mail.to)).data).toMatchObject({ deleted: true })
  expect(await refusal(client.suppressions.get(mail.to))).toBe("404 not_found")
  const third = (await client.emails.send(mail)).data?.id ?? ""
  expect((await client.emails.get(third)).data?.last_event).toBe("delivered")
})

test("suppressions can be added and removed by hand and in batches", async () => {
  const { client } = await start()
  expect(await refusal(client.suppressions.add({ email: "nobody" }))).toBe("422 validation_error")
  const added = await client.suppressions.add({ email: "a@example.com" })
  expect((await client.suppressions.add({ email: "A@example.com" })).data?.id).toBe(added.data?.id)
  expect((await client.suppressions.batch.add({ emails: ["b@example.com", "c@example.com"] })).data?.data).toHaveLength(
    2,
  )
  const { data } = await client.suppressions.list({ limit: 2 })
  expect(data).toMatchObject({ has_more: true, data: [{ email: "c@example.com" }, { email: "b@example.com" }] })
  const removed = await client.suppressions.batch.remove({ emails: ["b@example.com", "unknown@example.com"] })
  expect(removed.data?.data).toMatchObject([{ deleted: true }])
  await client.suppressions.remove(added.data?.id ?? "")
  expect((await client.suppressions.list()).data?.data).toMatchObject([{ email: "c@example.com", origin: "manual" }])
})

test("the rate limit is told, and kept where it is switched on", async () => {
  const { client, control } = await start()
  await control("/rate-limit", { enforced: true, perSecond: 2 })
  const answers = await Promise.all([1, 2, 3, 4].map(() => client.emails.list()))
  expect(answers.filter(({ error }) => error === null)).toHaveLength(2)
  const refused = answers.find(({ error }) => error !== null)
  expect(refused?.error).toMatchObject({ statusCode: 429, name: "rate_limit_exceeded" })
  expect(refused?.headers).toMatchObject({ "retry-after": "1", "ratelimit-limit": "2", "ratelimit-remaining": "0" })
  await control("/rate-limit", { enforced: false })
  expect(await refusal(client.emails.list())).toBe("success")
  expect((await client.domains.list()).data).toMatchObject({ data: [] })
  expect((await client.apiKeys.list()).data?.data).toHaveLength(1)
})
