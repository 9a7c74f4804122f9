import { randomUUID } from "node:crypto"
import { Hono } from "hono"
import type { Context } from "hono"
import type {
  CancelEmailResponseSuccess,
  CreateEmailResponseSuccess,
  GetEmailResponseSuccess,
  ListEmail,
  ListEmailsResponseSuccess,
  UpdateEmailResponseSuccess,
} from "resend"
import type { Clock } from "../kit/Clock.ts"
import { sendBatch } from "./Batch.ts"
import type { Delivery } from "./Delivery.ts"
import { ResendFailure } from "./Errors.ts"
import type { Mail, Mailbox } from "./Mailbox.ts"
import { page } from "./Paging.ts"
import { readDraft } from "./Request.ts"
import type { Draft, SendRequest } from "./Request.ts"
import { parseTime } from "./Times.ts"

const nullIfNone = (list: Array<string>): Array<string> | null => (list.length === 0 ? null : list)

const summary = (mail: Mail): ListEmail => ({
  id: mail.id,
  message_id: `<${mail.id}@resend.localhost>`,
  from: mail.from,
  to: mail.to,
  cc: nullIfNone(mail.cc),
  bcc: nullIfNone(mail.bcc),
  reply_to: nullIfNone(mail.replyTo),
  subject: mail.subject,
  created_at: mail.createdAt,
  scheduled_at: mail.scheduledAt ?? null,
  last_event: mail.lastEvent,
})

const whole = (mail: Mail): GetEmailResponseSuccess => ({
  object: "email",
  ...summary(mail),
  html: mail.html,
  text: mail.text,
  tags: mail.tags,
})

const json = <A>(c: Context): Promise<A> =>
  c.req.json<A>().catch(() => {
    throw new ResendFailure(400, "validation_error", "The request body is not valid JSON.")
  })

const list = (mailbox: Mailbox, query: Record<string, string>): ListEmailsResponseSuccess => {
  const mails = mailbox
    .all()
    .filter(({ origin }) => origin === "resend")
    .toReversed()
  return page(mails.map(summary), query)
}

export const emailRoutes = (mailbox: Mailbox, delivery: Delivery, clock: Clock): Hono => {
  const accept = (c: Context, draft: Draft): CreateEmailResponseSuccess => {
    const idempotencyKey = c.req.header("idempotency-key")
    const createdAt = new Date(clock.now()).toISOString()
    const key = idempotencyKey === undefined ? {} : { idempotencyKey }
    const { id } = delivery.accept({
      ...draft,
      ...key,
      id: randomUUID(),
      origin: "resend",
      createdAt,
      lastEvent: "queued",
    })
    return { id }
  }
  const find = (c: Context): Mail => {
    const id = c.req.param("id") ?? ""
    if (!/^[0-9a-f-]{36}$/i.test(id)) throw new ResendFailure(422, "validation_error", "The `id` must be a valid UUID.")
    const mail = mailbox.get(id)
    if (mail?.origin !== "resend") throw new ResendFailure(404, "not_found", "Email not found")
    return mail
  }
  const scheduled = (c: Context): Mail => {
    const mail = find(c)
    if (mail.lastEvent !== "scheduled")
      throw new ResendFailure(422, "validation_error", "The email is not scheduled any more.")
    return mail
  }
  return new Hono()
    .post("/emails", async (c) => {
      const request = await json<SendRequest>(c)
      return c.json<CreateEmailResponseSuccess>(accept(c, readDraft(request, clock.now())))
    })
    .post("/emails/batch", async (c) => c.json(sendBatch(c, await json<Array<SendRequest>>(c), accept, clock.now())))
    .get("/emails", (c) => c.json<ListEmailsResponseSuccess>(list(mailbox, c.req.query())))
    .get("/emails/:id", (c) => c.json<GetEmailResponseSuccess>(whole(find(c))))
    .patch("/emails/:id", async (c) => {
      const mail = scheduled(c)
      const { scheduled_at } = await json<{ scheduled_at?: string }>(c)
      if (!scheduled_at) throw new ResendFailure(422, "missing_required_field", "Missing `scheduled_at` field.")
      mailbox.put({ ...mail, scheduledAt: new Date(parseTime(scheduled_at, clock.now())).toISOString() })
      return c.json<UpdateEmailResponseSuccess>({ object: "email", id: mail.id })
    })
    .post("/emails/:id/cancel", (c) => {
      const { id } = delivery.record(scheduled(c), "canceled")
      return c.json<CancelEmailResponseSuccess>({ object: "email", id })
    })
}
