import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs"

/** A message that was not handled, and why as far as the message itself says. */
export interface DeadLetter {
  readonly messageId: string
  /** When it was sent, RFC 3339. */
  readonly sentAt: string
  readonly reason: string
  readonly type: string | null
  readonly eventId: string | null
  readonly organizationId: string | null
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** What a path of names leads to; undefined where something on the way is not there. */
const at = (value: unknown, ...names: ReadonlyArray<string>): unknown =>
  names.reduce<unknown>(
    (inner, name) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  )
const text = (value: unknown): string | null => (typeof value === "string" ? value : null)

/** Three senders say why, each in its own way: a consumer that does not understand, EventBridge, and Lambda's failure destination. */
const reasonOf = ({ MessageAttributes = {} }: Message, body: unknown): string =>
  MessageAttributes["reason"]?.StringValue ??
  MessageAttributes["ERROR_MESSAGE"]?.StringValue ??
  text(at(body, "responsePayload", "errorMessage")) ??
  "Every attempt failed: the consumer's log says why, by the event's trace."

const toDeadLetter = (message: Message): DeadLetter => {
  const body = parsed(message.Body ?? "")
  const event = at(body, "requestPayload") ?? body
  return {
    messageId: message.MessageId ?? "",
    sentAt: new Date(Number(message.Attributes?.SentTimestamp ?? 0)).toISOString(),
    reason: reasonOf(message, body),
    type: text(at(event, "detail-type")),
    eventId: text(at(event, "detail", "metadata", "id")),
    organizationId: text(at(event, "detail", "metadata", "organizationid")),
  }
}

const receive = async (sqs: SQSClient, QueueUrl: string, VisibilityTimeout: number) => {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    VisibilityTimeout,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ["All"],
    MessageAttributeNames: ["All"],
  })
  return (await sqs.send(command)).Messages ?? []
}

/** Some of the messages, ten at most, which nobody misses meanwhile. */
export const firstLetters = async (sqs: SQSClient, queueUrl: string): Promise<ReadonlyArray<DeadLetter>> =>
  (await receive(sqs, queueUrl, 0)).map(toDeadLetter)

/** All of the messages, a thousand at most; they are hidden while this looks, and there again when it has. */
export const allLetters = async (sqs: SQSClient, queueUrl: string): Promise<ReadonlyArray<DeadLetter>> => {
  const found: Array<Message> = []
  for (let some = await receive(sqs, queueUrl, 60); some.length > 0 && found.length < 1_000;) {
    found.push(...some)
    some = await receive(sqs, queueUrl, 60)
  }
  for (let from = 0; from < found.length; from += 10) {
    const Entries = found
      .slice(from, from + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }))
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }))
  }
  return found.map(toDeadLetter)
}
