import { Hono } from "hono"
import type { Fault, Faults } from "./Faults.ts"
import type { Webhooks, WebhookSwitches } from "./Webhooks.ts"

const read = <A>(request: { json<B>(): Promise<B> }): Promise<Partial<A>> =>
  request.json<Partial<A>>().catch(() => ({}))

/**
 * The switchboard below `/_emulator` of an emulator: health; faults `{path?, status?, times?, latencyMs?, html?}`; webhook switches
 * `{shuffle?, duplicate?, hold?, lose?}`, what waits for delivery, and a flush. No credentials: only the developer's machine sees it.
 */
export const controls = (name: string, faults: Faults, webhooks: Webhooks): Hono =>
  new Hono()
    .get("/health", (c) => c.json({ status: "ok", emulator: name }))
    .post("/faults", async (c) => {
      const { path = "/", status, times = 1, latencyMs = 0, html = false } = await read<Fault>(c.req)
      faults.add({ path, times, latencyMs, html, ...(status === undefined ? {} : { status }) })
      return c.json({ status: "ok" })
    })
    .delete("/faults", (c) => {
      faults.clear()
      return c.json({ status: "ok" })
    })
    .get("/webhooks", (c) => c.json({ switches: webhooks.set({}), waiting: webhooks.waiting() }))
    .post("/webhooks", async (c) => c.json({ switches: webhooks.set(await read<WebhookSwitches>(c.req)) }))
    .post("/webhooks/flush", async (c) => c.json(await webhooks.flush()))
