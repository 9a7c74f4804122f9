import type { EmailApiAttachment, EmailApiOptions } from "resend"
import { addressIn } from "./Mailbox.ts"
import type { Mail } from "./Mailbox.ts"
import { ResendFailure } from "./Errors.ts"
import { parseTime } from "./Times.ts"

/** The body of `POST /emails` as the SDK writes it. */
export type SendRequest = EmailApiOptions & { attachments?: Array<EmailApiAttachment>; template?: { id: string } }

/** What a request says of a mail; the rest is the emulator's. */
export type Draft = Omit<Mail, "id" | "origin" | "createdAt" | "lastEvent" | "idempotencyKey">

const maximumRecipients = 50

const invalid = (message: string) => new ResendFailure(422, "validation_error", message)
const missing = (field: string) => new ResendFailure(422, "missing_required_field", `Missing \`${field}\` field.`)

/** A line break in what becomes a header would begin another one. */
const isLine = (text: unknown): boolean => typeof text === "string" && !/[\r\n]/.test(text)

const isAddress = (value: string): boolean => isLine(value) && /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(addressIn(value))

const form = "The email address needs to follow the `email@example.com` or `Name <email@example.com>` format."

const addresses = (field: string, value: string | Array<string> | undefined): Array<string> => {
  const list = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
  if (!list.every((each) => typeof each === "string" && isAddress(each)))
    throw invalid(`Invalid \`${field}\` field. ${form}`)
  if (list.length > maximumRecipients)
    throw invalid(`The \`${field}\` field takes at most ${maximumRecipients} addresses.`)
  return list
}

const tagsOf = ({ tags = [] }: SendRequest): Mail["tags"] => {
  const good = (text: unknown) => typeof text === "string" && /^[A-Za-z0-9_-]{1,256}$/.test(text)
  if (!Array.isArray(tags) || !tags.every((tag) => good(tag?.name) && good(tag?.value)))
    throw invalid("Tags should only contain ASCII letters, numbers, underscores, or dashes.")
  return tags
}

const headersOf = ({ headers = {} }: SendRequest): Mail["headers"] => {
  if (typeof headers !== "object" || headers === null || Array.isArray(headers))
    throw invalid("The `headers` field must be an object.")
  if (!Object.entries(headers).every(([name, value]) => /^[!-9;-~]+$/.test(name) && isLine(value)))
    throw invalid("The `headers` field takes names and values on one line each.")
  return headers
}

const attachmentsOf = ({ attachments = [] }: SendRequest): Mail["attachments"] => {
  if (!Array.isArray(attachments) || !attachments.every((each) => each?.content || each?.path))
    throw new ResendFailure(422, "invalid_attachment", "Attachment must have either a `content` or `path`.")
  return attachments.map(({ filename, path, content_type }) => ({
    filename: filename || path || "attachment",
    ...(content_type ? { contentType: content_type } : {}),
  }))
}

/** A request to send, checked as Resend checks it: in its order and with its names. */
export const readDraft = (request: SendRequest, now: number): Draft => {
  if (typeof request !== "object" || request === null) throw invalid("An email must be an object.")
  const { from, subject, html, text, scheduled_at } = request
  if (!from) throw missing("from")
  if (typeof from !== "string" || !isAddress(from))
    throw new ResendFailure(422, "invalid_from_address", `Invalid \`from\` field. ${form}`)
  const to = addresses("to", request.to)
  if (to.length === 0) throw missing("to")
  if (request.template) throw new ResendFailure(404, "not_found", "Template not found")
  if (!subject) throw missing("subject")
  if (!html && !text) throw missing("html` or `text")
  for (const field of [subject, html ?? "", text ?? ""])
    if (typeof field !== "string") throw invalid("`subject`, `html` and `text` are strings.")
  if (!isLine(subject)) throw invalid("The `\\n` is not allowed in the `subject` field.")
  return {
    from,
    to,
    subject,
    headers: headersOf(request),
    html: html ?? null,
    text: text ?? null,
    cc: addresses("cc", request.cc),
    bcc: addresses("bcc", request.bcc),
    replyTo: addresses("reply_to", request.reply_to),
    tags: tagsOf(request),
    attachments: attachmentsOf(request),
    ...(scheduled_at ? { scheduledAt: new Date(parseTime(scheduled_at, now)).toISOString() } : {}),
  }
}
