import { randomUUID } from "node:crypto"
import type { GetEmailResponseSuccess } from "resend"
import type { Clock } from "../kit/Clock.ts"
import type { Store } from "../kit/Store.ts"

export type MailEvent = GetEmailResponseSuccess["last_event"]

/** One mail of the local stack, whoever sent it. Times are RFC 3339. */
export interface Mail {
  readonly id: string
  readonly from: string
  readonly to: Array<string>
  readonly cc: Array<string>
  readonly bcc: Array<string>
  readonly replyTo: Array<string>
  readonly subject: string
  readonly html: string | null
  readonly text: string | null
  readonly headers: Record<string, string>
  readonly tags: Array<{ name: string; value: string }>
  /** The content is not kept. */
  readonly attachments: Array<{ filename: string; contentType?: string }>
  readonly origin: "resend" | "stytch"
  readonly createdAt: string
  readonly scheduledAt?: string
  readonly idempotencyKey?: string
  readonly lastEvent: MailEvent
}

export interface TextMessage {
  readonly id: string
  readonly to: string
  readonly text: string
  readonly createdAt: string
}

/** All mail and text messages of the stack. `mail` and `sms` take what Stytch sends by itself. */
export interface Mailbox {
  mail(message: { to: string; subject: string; text: string; html: string }): void
  sms(message: { to: string; text: string }): void
  put(mail: Mail): Mail
  get(id: string): Mail | undefined
  /** In the order of arrival. */
  all(): ReadonlyArray<Mail>
  /** What has been sent (not what waits for its time), newest first; `to` keeps what that address received. */
  sent(to?: string): ReadonlyArray<Mail>
  texts(to?: string): ReadonlyArray<TextMessage>
}

/** The bare address of `Name <address>`. */
export const addressIn = (recipient: string): string =>
  (/<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient).trim().toLowerCase()

export const makeMailbox = (store: Store, clock: Clock): Mailbox => {
  const mails = store.collection<Mail>("mail")
  const texts = store.collection<TextMessage>("sms")
  const now = () => new Date(clock.now()).toISOString()
  const nobody = { cc: [], bcc: [], replyTo: [], headers: {}, tags: [], attachments: [] }
  const put = (mail: Mail) => mails.put(mail.id, mail)
  return {
    mail: ({ to, subject, text, html }) => {
      const from = "Stytch <login@stytch.localhost>"
      put({
        ...nobody,
        id: randomUUID(),
        from,
        to: [to],
        subject,
        text,
        html,
        origin: "stytch",
        createdAt: now(),
        lastEvent: "delivered",
      })
    },
    sms: ({ to, text }) => {
      const id = randomUUID()
      texts.put(id, { id, to, text, createdAt: now() })
    },
    put,
    get: (id) => mails.get(id),
    all: () => mails.all(),
    sent: (to) =>
      mails
        .all()
        .filter(({ lastEvent }) => lastEvent !== "scheduled" && lastEvent !== "canceled")
        .filter(
          (mail) =>
            to === undefined || [...mail.to, ...mail.cc, ...mail.bcc].some((each) => addressIn(each) === addressIn(to)),
        )
        .reverse(),
    texts: (to) =>
      texts
        .all()
        .filter((message) => to === undefined || message.to === to)
        .reverse(),
  }
}
