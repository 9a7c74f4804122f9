import { assert, describe, it } from "vitest"
import { followInbox, type InboxEvent } from "../src/notifications/inboxStream.ts"

const frame = (id: number, event: string, data: object) =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** A server that gives these answers one after the other; the last one ends the session. */
const follow = async (answers: ReadonlyArray<() => Response>) => {
  const requests: Array<Record<string, string>> = []
  const events: Array<InboxEvent> = []
  const pauses: Array<number> = []
  let refreshed = 0
  const controller = new AbortController()
  await followInbox(
    {
      token: async () => (requests.length < answers.length ? `jwt-${requests.length}` : undefined),
      refresh: async () => `refreshed-${++refreshed}`,
      onEvent: (event) => events.push(event),
      fetch: async (_, init) => {
        requests.push(Object.fromEntries(new Headers(init?.headers)))
        return answers[requests.length - 1]!()
      },
      pause: async (milliseconds) => void pauses.push(milliseconds),
    },
    controller.signal,
  )
  return { requests, events, pauses, refreshed: () => refreshed }
}

describe("following the inbox", () => {
  it("sends the token, and comes back with the last id when the stream ends", async () => {
    const { events, requests } = await follow([
      () =>
        new Response(
          frame(3, "hello", { unread: 1 }) + frame(4, "change", { item: null, unread: 2 }) + "event: bye\ndata: {}\n\n",
        ),
      () => new Response(frame(4, "hello", { unread: 2 })),
    ])
    assert.deepEqual(
      requests.map((headers) => [headers["authorization"], headers["last-event-id"]]),
      [
        ["Bearer jwt-0", undefined],
        ["Bearer jwt-1", "4"],
      ],
    )
    assert.deepEqual(
      events.map(({ data, event }) => [event, data.unread]),
      [
        ["hello", 1],
        ["change", 2],
        ["bye", undefined],
        ["hello", 2],
      ],
    )
  })

  it("puts events together that come in pieces, and leaves comments alone", async () => {
    const text = `: still here\n\n${frame(1, "hello", { unread: 7 })}`
    const pieces = text.split("").map((letter) => new TextEncoder().encode(letter))
    const body = () => new ReadableStream({ start: (it) => (pieces.forEach((piece) => it.enqueue(piece)), it.close()) })
    const { events } = await follow([() => new Response(body())])
    assert.deepEqual(events, [{ event: "hello", data: { unread: 7 } }])
  })

  it("asks for a new token when it is refused, and waits longer with each failure", async () => {
    const failure = () => new Response(null, { status: 503 })
    const { pauses, refreshed } = await follow([() => new Response(null, { status: 401 }), failure, failure, failure])
    assert.equal(refreshed(), 1)
    assert.isAbove(pauses[3]!, pauses[0]!)
    assert.isBelow(Math.max(...pauses), 45_000)
  })
})
