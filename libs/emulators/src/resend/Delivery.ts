import { randomUUID } from "node:crypto"
import type { WebhookEventPayload } from "resend"
import type { Clock } from "../kit/Clock.ts"
import type { Webhooks } from "../kit/Webhooks.ts"
import { addressIn } from "./Mailbox.ts"
import type { Mail, Mailbox, MailEvent } from "./Mailbox.ts"
import type { Suppressions } from "./Suppressions.ts"

type EmailEvent = Extract<WebhookEventPayload, { type: `email.${Exclude<MailEvent, "queued" | "canceled">}` }>

/** What happens to mail: it is sent at its time, arrives or does not, and the webhook endpoint hears of it. */
export interface Delivery {
  /** Sends at once, or keeps until `scheduledAt`. */
  accept(mail: Mail): Mail
  /** Sends what has become due. */
  sweep(): void
  /** Records an event of a mail and tells of it. */
  record(mail: Mail, event: MailEvent): Mail
}

/** Resend's test addresses (a label after "+" is allowed); any other mail arrives. */
const outcomeFor = (mail: Mail): MailEvent => {
  const isTest = (name: string) =>
    [...mail.to, ...mail.cc, ...mail.bcc].some((each) =>
      new RegExp(`^${name}(\\+.*)?@resend\\.dev$`).test(addressIn(each)),
    )
  return isTest("bounced")
    ? "bounced"
    : isTest("complained")
      ? "complained"
      : isTest("suppressed")
        ? "suppressed"
        : "delivered"
}

const details = {
  bounced: {
    bounce: {
      type: "Permanent",
      subType: "General",
      message: "The recipient's email provider sent a hard bounce message.",
      diagnosticCode: ["smtp; 550 5.1.1 user unknown"],
    },
  },
  suppressed: { suppressed: { type: "OnAccountSuppressionList", message: "The address is on the suppression list." } },
  failed: { failed: { reason: "forced" } },
  clicked: { click: { ipAddress: "127.0.0.1", link: "http://localhost/", timestamp: "", userAgent: "" } },
}

const payload = (mail: Mail, event: Exclude<MailEvent, "queued" | "canceled">, now: number): EmailEvent => {
  const created_at = new Date(now).toISOString()
  const data = {
    email_id: mail.id,
    message_id: `<${mail.id}@resend.localhost>`,
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    created_at: mail.createdAt,
    ...(mail.tags.length === 0 ? {} : { tags: Object.fromEntries(mail.tags.map(({ name, value }) => [name, value])) }),
  }
  switch (event) {
    case "bounced":
      return { type: "email.bounced", created_at, data: { ...data, ...details.bounced } }
    case "suppressed":
      return { type: "email.suppressed", created_at, data: { ...data, ...details.suppressed } }
    case "failed":
      return { type: "email.failed", created_at, data: { ...data, ...details.failed } }
    case "clicked":
      return { type: "email.clicked", created_at, data: { ...data, ...details.clicked } }
    default:
      return { type: `email.${event}`, created_at, data }
  }
}

interface World {
  readonly mailbox: Mailbox
  readonly webhooks: Webhooks
  readonly clock: Clock
  readonly suppressions: Suppressions
}

export const makeDelivery = ({ clock, mailbox, suppressions, webhooks }: World): Delivery => {
  /** Hard bounces and complaints keep Resend from writing to the address again. */
  const suppress = (mail: Mail, event: MailEvent) => {
    const origin = event === "bounced" ? "bounce" : event === "complained" ? "complaint" : undefined
    if (origin !== undefined) for (const recipient of mail.to) suppressions.add(recipient, origin, mail.id)
  }
  const record = (mail: Mail, event: MailEvent): Mail => {
    suppress(mail, event)
    if (event !== "queued" && event !== "canceled")
      webhooks.send(`msg_${randomUUID().replaceAll("-", "")}`, payload(mail, event, clock.now()))
    return mailbox.put({ ...mail, lastEvent: event })
  }
  /** Mail that complains or bounces has been sent; a complaint comes after delivery, a suppressed one is never sent. */
  const send = (mail: Mail): Mail => {
    const outcome = mail.to.some(suppressions.has) ? "suppressed" : outcomeFor(mail)
    if (outcome === "suppressed") return record(mail, outcome)
    const sent = record(mail, "sent")
    return outcome === "complained" ? record(record(sent, "delivered"), outcome) : record(sent, outcome)
  }
  const isDue = ({ scheduledAt }: Mail) => scheduledAt === undefined || Date.parse(scheduledAt) <= clock.now()
  return {
    accept: (mail) => (isDue(mail) ? send(mail) : record(mail, "scheduled")),
    sweep: () => {
      for (const mail of mailbox.all()) if (mail.lastEvent === "scheduled" && isDue(mail)) send(mail)
    },
    record,
  }
}
