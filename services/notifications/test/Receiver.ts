import { ResendEventReceived } from "@tango/contracts/events/ProviderEvents"
import { type BusEntry, EventBus } from "@tango/messaging/EventBus"
import { handleWebhook } from "@tango/messaging/Webhook"
import { ConfigProvider, Effect, Layer, ManagedRuntime, Schema } from "effect"
import { createHmac } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { resendWebhook, WebhookSecret } from "../src/ResendWebhook.ts"

type EventData = (typeof ResendEventReceived)["data"]["Type"]
const decodeDetail = Schema.decodeUnknownSync(
  Schema.fromJsonString(Schema.Struct({ metadata: Schema.Unknown, data: ResendEventReceived.data })),
)

/** A Svix signature by the scheme's own words: HMAC-SHA256 over `id.timestamp.body`, in base64. */
export const svixHeaders = (secret: string, id: string, timestamp: number, body: string) => {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64")
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")
  return { "svix-id": id, "svix-timestamp": String(timestamp), "svix-signature": `v1,${signature}` }
}

/** The webhook function behind HTTP, with a bus that only remembers. */
export const startReceiver = async () => {
  const secret = "whsec_dGVzdC13ZWJob29rLXNlY3JldA=="
  const entries: Array<BusEntry> = []
  let wake = () => {}
  const bus = Layer.succeed(EventBus, {
    publish: (published) =>
      Effect.sync(() => {
        entries.push(...published)
        wake()
        return published.map(() => ({ _tag: "Accepted" as const }))
      }),
  })
  const config = ConfigProvider.layer(ConfigProvider.fromUnknown({ RESEND_WEBHOOK_SECRET: secret }))
  const runtime = ManagedRuntime.make(Layer.merge(Layer.provide(WebhookSecret.layer, config), bus))
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const body = Buffer.from(await text(request)).toString("base64")
    const event = { httpMethod: request.method ?? "", path: "/webhooks/resend", headers, body, isBase64Encoded: true }
    const answer = await runtime.runPromise(handleWebhook(resendWebhook, event))
    response.writeHead(answer.statusCode, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/webhooks/resend`
  const find = (is: (data: EventData) => boolean) =>
    entries
      .map((entry) => ({
        id: "bus-1",
        source: entry.source,
        "detail-type": entry.type,
        time: new Date().toISOString(),
        detail: decodeDetail(entry.detail),
      }))
      .find((event) => is(event.detail.data))
  return {
    url,
    secret,
    received: () => entries.length,
    post: (body: string, headers: Record<string, string>) => fetch(url, { method: "POST", headers, body }),
    /** The first event on the bus that fits, as soon as it is there. */
    next: async (is: (data: EventData) => boolean) => {
      for (;;) {
        const event = find(is)
        if (event !== undefined) return event
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await runtime.dispose()
    },
  }
}
export type Receiver = Awaited<ReturnType<typeof startReceiver>>
