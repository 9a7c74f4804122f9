import { Hono } from "hono"
import type { Delivery } from "./Delivery.ts"
import { ResendFailure } from "./Errors.ts"
import type { Mailbox, MailEvent } from "./Mailbox.ts"

const events: ReadonlyArray<MailEvent> = [
  "delivered",
  "delivery_delayed",
  "bounced",
  "complained",
  "opened",
  "clicked",
  "failed",
  "suppressed",
]

/** The mailbox below `/_emulator`: what arrived, newest first, and a way to make an event happen to a mail. */
export const mailboxRoutes = (mailbox: Mailbox, delivery: Delivery): Hono =>
  new Hono()
    .get("/mail", (c) => {
      delivery.sweep()
      return c.json({ data: mailbox.sent(c.req.query("to")) })
    })
    .get("/sms", (c) => c.json({ data: mailbox.texts(c.req.query("to")) }))
    .post("/mail/:id/events", async (c) => {
      const mail = mailbox.get(c.req.param("id"))
      if (!mail) throw new ResendFailure(404, "not_found", "Email not found")
      const { type } = await c.req.json<{ type?: string }>().catch(() => ({ type: undefined }))
      const event = events.find((each) => each === type)
      if (!event) throw new ResendFailure(422, "validation_error", `\`type\` must be one of ${events.join(", ")}.`)
      return c.json({ data: delivery.record(mail, event) })
    })
