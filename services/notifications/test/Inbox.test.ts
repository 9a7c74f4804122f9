import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { memberEvent, planChanged, type Stack, startStack } from "./Stack.ts"

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

interface Event {
  readonly id: string
  readonly event: string
  readonly data: {
    readonly unread?: number
    readonly item?: { readonly itemId: string; readonly kind: string; readonly readAt: string | null } | null
  }
}

const parse = (frame: string): Event | undefined => {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "mu").exec(frame)?.[1] ?? ""
  return field("event") === "" ? undefined : { id: field("id"), event: field("event"), data: JSON.parse(field("data")) }
}

/** An open stream, read as it comes. */
const open = async (token: string, after?: string) => {
  const controller = new AbortController()
  const response = await fetch(`${stack.service.url}/api/notifications/inbox/stream`, {
    headers: { authorization: `Bearer ${token}`, ...(after === undefined ? {} : { "last-event-id": after }) },
    signal: controller.signal,
  })
  assert.equal(response.headers.get("content-type"), "text/event-stream")
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  const waiting: Array<Event> = []
  return {
    /** The next event; undefined when the stream has ended. */
    next: async (): Promise<Event | undefined> => {
      while (waiting.length === 0) {
        const { done, value } = await reader.read()
        if (done) return undefined
        const frames = (rest + value).split("\n\n")
        rest = frames.pop() ?? ""
        waiting.push(...frames.flatMap((frame) => parse(frame) ?? []))
      }
      return waiting.shift()
    },
    close: () => controller.abort(),
  }
}

const joined = async (organizationId: string) => {
  await stack
    .consumer()
    .deliver(memberEvent("joined", organizationId, { memberId: "ada", email: `ada@${organizationId}.example` }))
  return stack.service.token({ organizationId, memberId: "ada" })
}
const call = async (token: string, method: string, path: string) =>
  Object((await stack.service.request(method, `/api/notifications/inbox${path}`, { token })).body)

describe("the inbox", () => {
  it("lists what is new, marks as read, all at once too, and archives", async () => {
    const token = await joined("list")
    await stack.consumer().deliver(planChanged("list", "free", "pro"), planChanged("list", "pro", "business"))
    const { items } = await call(token, "GET", "?limit=2")
    assert.lengthOf(items, 2)
    assert.equal((await call(token, "GET", "/unread")).unread, 3)
    const read = await call(token, "POST", `/${items[0].itemId}/read`)
    assert.isNotNull(read.readAt)
    assert.equal((await call(token, "GET", "/unread")).unread, 2)
    assert.isNotNull((await call(token, "POST", `/${items[1].itemId}/archive`)).archivedAt)
    assert.lengthOf((await call(token, "GET", "?show=archived")).items, 1)
    assert.lengthOf((await call(token, "GET", "")).items, 2)
    assert.equal((await call(token, "POST", "/read-all")).unread, 0)
    assert.isEmpty((await call(token, "GET", "?show=unread")).items)
  })

  it("is a person's own: others of the organization and of other ones find nothing there", async () => {
    const token = await joined("own")
    const { items } = await call(token, "GET", "")
    for (const claims of [
      { organizationId: "own", memberId: "bob" },
      { organizationId: "other", memberId: "ada" },
    ]) {
      const stranger = await stack.service.token(claims)
      assert.isEmpty((await call(stranger, "GET", "")).items)
      const path = `/api/notifications/inbox/${items[0].itemId}/read`
      assert.equal((await stack.service.request("POST", path, { token: stranger })).status, 404)
    }
  })
})

describe("the stream", () => {
  it("tells two tabs of what is new and of what the other has read", async () => {
    const token = await joined("tabs")
    const tabs = await Promise.all([open(token), open(token)])
    for (const tab of tabs) assert.include(await tab.next(), { event: "hello" })
    await stack.consumer().deliver(planChanged("tabs", "free", "pro"))
    for (const tab of tabs) {
      const event = await tab.next()
      assert.equal(event?.event, "change")
      assert.equal(event?.data.unread, 2)
      assert.include(event?.data.item, { kind: "plan_changed", readAt: null })
    }
    await call(token, "POST", "/read-all")
    for (const tab of tabs) assert.deepEqual((await tab.next())?.data, { item: null, unread: 0 })
    for (const tab of tabs) tab.close()
  })

  it("resumes after the last id: what was missed comes once, and then what is new", async () => {
    const token = await joined("resume")
    const first = await open(token)
    const hello = await first.next()
    first.close()
    await stack.consumer().deliver(planChanged("resume", "free", "pro"))
    await stack.consumer().deliver(planChanged("resume", "pro", "business"))
    const second = await open(token, hello?.id)
    const events = [await second.next(), await second.next(), await second.next()]
    assert.deepEqual(
      events.map((event) => event?.event),
      ["change", "change", "hello"],
    )
    assert.equal(new Set(events.slice(0, 2).map((event) => event?.data.item?.itemId)).size, 2)
    await stack.consumer().deliver(planChanged("resume", "business", "free"))
    const live = await second.next()
    assert.isAbove(Number(live?.id), Number(events[2]?.id))
    second.close()
  })

  it("ends with the token, and needs one", async () => {
    const token = await stack.service.token({ organizationId: "ends", memberId: "ada", expiresIn: 2 })
    const stream = await open(token)
    assert.include(await stream.next(), { event: "hello" })
    assert.include(await stream.next(), { event: "bye" })
    assert.isUndefined(await stream.next())
    assert.equal((await fetch(`${stack.service.url}/api/notifications/inbox/stream`)).status, 401)
  })

  it("ends when the server is told to stop, so that clients go elsewhere", async () => {
    const stream = await open(await joined("stops"))
    assert.include(await stream.next(), { event: "hello" })
    // What the service does on the signal; the signal itself would end this test.
    for (const listener of process.listeners("SIGTERM")) if (listener.name === "stop") listener("SIGTERM")
    assert.include(await stream.next(), { event: "bye" })
    assert.isUndefined(await stream.next())
  })
})
