import { startServiceProcess } from "@tango/testing/ServiceProcess"
import { root } from "@tango/testing/world/Root"
import { setTimeout as pause } from "node:timers/promises"
import { assert, it, onTestFinished } from "vitest"
import { planChanged, memberEvent, startStack } from "./Stack.ts"

interface Follow {
  readonly followInbox: (
    options: {
      readonly token: () => Promise<string>
      readonly refresh: () => Promise<undefined>
      readonly onEvent: (event: { event: string; data: { unread?: number; item?: { itemId: string } | null } }) => void
      readonly fetch: typeof fetch
      readonly pause: (milliseconds: number) => Promise<void>
    },
    signal: AbortSignal,
  ) => Promise<void>
}

it("a client of the inbox comes through a deploy of the service: nothing is lost to it and nothing comes twice", async () => {
  const stack = await startStack()
  onTestFinished(() => stack.close())
  const [old, replacement] = await Promise.all([startServiceProcess(stack.service), startServiceProcess(stack.service)])
  let port = old.port
  const consumer = stack.consumer()
  await consumer.deliver(memberEvent("joined", "restart", { memberId: "ada", email: "ada@restart.example" }))

  // The web app's own client, which nobody may import who is not it.
  const { followInbox }: Follow = await import(`${root}web/src/notifications/inboxStream.ts`)
  const token = await stack.service.token({ organizationId: "restart", memberId: "ada" })
  const heard: Array<string> = []
  const hellos: Array<number | undefined> = []
  let unread: number | undefined
  const controller = new AbortController()
  onTestFinished(() => controller.abort())
  void followInbox(
    {
      token: async () => token,
      refresh: async () => undefined,
      onEvent: ({ data, event }) => {
        if (event === "hello") hellos.push(data.unread)
        if (event === "change") heard.push(data.item?.itemId ?? "several")
        unread = data.unread ?? unread
      },
      fetch: (input, init) => fetch(`http://127.0.0.1:${port}${String(input)}`, init),
      pause: (milliseconds) => pause(milliseconds / 20),
    },
    controller.signal,
  )
  const until = async (what: string, is: () => boolean) => {
    for (const deadline = Date.now() + 20_000; !is(); await pause(10))
      if (Date.now() > deadline) throw new Error(`Not in time: ${what}. Heard ${heard.length}.`)
  }
  await until("the first hello", () => hellos.length === 1)

  // Events come all the while, also while nobody serves streams; slowly, since more than fifty that were missed are told as one.
  let told = 0
  let telling = true
  onTestFinished(() => void (telling = false))
  const teller = (async () => {
    for (; telling; told++) {
      assert.deepEqual(await consumer.deliver(planChanged("restart", "free", "pro")), [])
      await pause(80)
    }
  })()
  await until("what is told before", () => heard.length >= 5)
  assert.equal(await old.stop(), 130)
  const missed = told
  await until("something told to nobody", () => told >= missed + 3)
  port = replacement.port
  const before = told
  await until("what is told by the second process", () => heard.length >= before + 3 && hellos.length >= 2)
  telling = false
  await teller
  await until("all of it", () => heard.length >= told && unread === told + 1)

  const rows = await stack.service.rows(
    "select item_id from inbox_items where organization_id = 'restart' and kind = 'plan_changed' order by position",
  )
  assert.deepEqual(
    heard,
    rows.map((row) => row["item_id"]),
  )
}, 90_000)
