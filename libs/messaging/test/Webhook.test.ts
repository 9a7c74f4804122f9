import { ResendEventReceived } from "@tango/contracts/events/ProviderEvents"
import { Effect, Redacted } from "effect"
import { createHmac } from "node:crypto"
import { assert, describe, it } from "vitest"
import { type BusEntry, BusUnavailable, EventBus } from "../src/EventBus.ts"
import { verifySvix } from "../src/Svix.ts"
import { type AlbEvent, handleWebhook, PayloadInvalid } from "../src/Webhook.ts"

const key = Buffer.from("a key of at least some length")
const secret = Redacted.make(`whsec_${key.toString("base64")}`)
const body = JSON.stringify({ type: "email.delivered", data: { email_id: "e1" } })

const signed = (raw: string, at = Date.now(), signingKey = key): Record<string, string> => {
  const timestamp = String(Math.floor(at / 1000))
  const signature = createHmac("sha256", signingKey).update(`msg_1.${timestamp}.${raw}`).digest("base64")
  return { "Svix-Id": "msg_1", "Svix-Timestamp": timestamp, "Svix-Signature": `v1,bm90aGluZw== v1,${signature}` }
}

const post = (raw: string, headers: Record<string, string>): AlbEvent => ({
  httpMethod: "POST",
  path: "/webhooks/resend",
  headers,
  body: Buffer.from(raw).toString("base64"),
  isBase64Encoded: true,
})

const receive = async (event: AlbEvent, bus: "up" | "down" | "refusing" = "up") => {
  const taken: Array<BusEntry> = []
  const response = await handleWebhook(
    {
      definition: ResendEventReceived,
      verify: (raw, headers) =>
        Effect.gen(function* () {
          const providerEventId = yield* verifySvix(secret, raw, headers)
          if (!raw.startsWith("{")) return yield* new PayloadInvalid({ reason: "not an object" })
          return { data: { providerEventId, providerType: "email.delivered", objectId: "e1", parentId: null } }
        }),
    },
    event,
  ).pipe(
    Effect.provideService(EventBus, {
      publish: (entries) => {
        if (bus === "down") return new BusUnavailable({ cause: "down" })
        if (bus === "refusing")
          return Effect.succeed([{ _tag: "Refused", reason: "InternalFailure: ", permanent: false }])
        taken.push(...entries)
        return Effect.succeed(entries.map(() => ({ _tag: "Accepted" as const })))
      },
    }),
    Effect.runPromise,
  )
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(response.body), taken }
}

describe("a provider's webhook", () => {
  it("is on the bus when it has been answered with 200", async () => {
    const { status, taken } = await receive(post(body, signed(body)))
    assert.equal(status, 200)
    const detail = JSON.parse(taken[0]?.detail ?? "{}")
    assert.include(detail.data, { providerEventId: "msg_1", objectId: "e1" })
    assert.match(detail.metadata.traceparent, /^00-[0-9a-f]{32}-/)
  })

  const minutes = 60_000
  it.each([
    ["unsigned", post(body, {})],
    ["signed with another key", post(body, signed(body, Date.now(), Buffer.from("another")))],
    ["changed by one byte", post(`${body} `, signed(body))],
    ["six minutes old", post(body, signed(body, Date.now() - 6 * minutes))],
    ["from six minutes ahead", post(body, signed(body, Date.now() + 6 * minutes))],
    ["with a timestamp that is no number", post(body, { ...signed(body), "Svix-Timestamp": "soon" })],
  ])("that is %s is refused and leaves nothing", async (_, event) => {
    const { body: problem, status, taken } = await receive(event)
    assert.equal(status, 401)
    assert.include(problem, { code: "signature_invalid", status: 401 })
    assert.match(problem.traceId, /^[0-9a-f]{32}$/)
    assert.deepEqual(taken, [])
  })

  it("is asked for again while the bus is down or refuses it", async () => {
    for (const bus of ["down", "refusing"] as const) {
      const { body: problem, status } = await receive(post(body, signed(body)), bus)
      assert.equal(status, 503)
      assert.include(problem, { code: "not_accepted" })
    }
  })

  it("with a body that is not what is documented, or by another method, says so", async () => {
    assert.include((await receive(post("[]", signed("[]")))).body, { status: 400, code: "payload_invalid" })
    const refused = await receive({ ...post(body, signed(body)), httpMethod: "GET" })
    assert.include(refused.body, { code: "method_not_allowed" })
    assert.equal(refused.headers["allow"], "POST")
  })
})
