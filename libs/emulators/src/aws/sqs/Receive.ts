import type { Json } from "../AwsError.ts"
import { md5OfAttributes } from "./Contents.ts"
import type { Queue } from "./Queue.ts"
import type { Call } from "./QueueOperations.ts"
import { receiptHandle, type Queues } from "./Queues.ts"
import { integer, invalidValue, strings, unknownAttribute } from "./SqsError.ts"
import type { AttributeValues, Message } from "./SqsModel.ts"

const bounded = (input: Json, name: string, low: number, high: number, reason: string): number | undefined => {
  const value = integer(input, name)
  if (value !== undefined && (value < low || value > high)) throw invalidValue(value, name, reason)
  return value
}

const systemAttributes = (message: Message, senderId: string): Readonly<Record<string, string | undefined>> => ({
  SenderId: senderId,
  SentTimestamp: String(message.sentAt),
  ApproximateReceiveCount: String(message.receives),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  AWSTraceHeader: message.traceHeader,
  MessageGroupId: message.groupId,
  MessageDeduplicationId: message.deduplicationId,
  SequenceNumber: message.sequenceNumber,
  DeadLetterQueueSourceArn: message.deadLetterSource,
})

const systemNames = new Set([
  "All",
  "SenderId",
  "SentTimestamp",
  "ApproximateReceiveCount",
  "ApproximateFirstReceiveTimestamp",
  "AWSTraceHeader",
  "MessageGroupId",
  "MessageDeduplicationId",
  "SequenceNumber",
  "DeadLetterQueueSourceArn",
])

const systemNamesOf = (input: Json): ReadonlySet<string> => {
  const names = [...strings(input, "AttributeNames"), ...strings(input, "MessageSystemAttributeNames")]
  const unknown = names.find((name) => !systemNames.has(name))
  if (unknown !== undefined) throw unknownAttribute(unknown)
  return new Set(names)
}

/** Names may be "All", ".*", a prefix with ".*" after it, or a whole name. */
const wantedAttributes = (
  all: AttributeValues | undefined,
  names: ReadonlyArray<string>,
): AttributeValues | undefined => {
  if (all === undefined || names.length === 0) return undefined
  const wants = (name: string) =>
    names.some((one) => one === "All" || one === name || (one.endsWith(".*") && name.startsWith(one.slice(0, -2))))
  const wanted = Object.entries(all).filter(([name]) => wants(name))
  return wanted.length === 0 ? undefined : Object.fromEntries(wanted)
}

const render = (queues: Queues, queue: Queue, message: Message, input: Json, system: ReadonlySet<string>) => {
  const attributes = wantedAttributes(message.attributes, strings(input, "MessageAttributeNames"))
  const shown = Object.entries(systemAttributes(message, queues.accountId)).filter(
    ([name, value]) => value !== undefined && (system.has("All") || system.has(name)),
  )
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(queue, message),
    MD5OfBody: message.bodyMd5,
    Body: message.body,
    ...(shown.length === 0 ? {} : { Attributes: Object.fromEntries(shown) }),
    ...(attributes === undefined
      ? {}
      : { MD5OfMessageAttributes: md5OfAttributes(attributes), MessageAttributes: attributes }),
  }
}

/** ReceiveMessage: what is visible, or becomes so while the client waits. */
export const receiveMessage = async (queues: Queues, input: Json, call: Call) => {
  const queue = queues.of(input)
  const maximum = bounded(input, "MaxNumberOfMessages", 1, 10, "Must be between 1 and 10, if provided.")
  const wait = bounded(input, "WaitTimeSeconds", 0, 20, "Must be >= 0 and <= 20, if provided.")
  const visibility = bounded(input, "VisibilityTimeout", 0, 43_200, "Must be >= 0 and <= 43200, if provided.")
  const system = systemNamesOf(input)
  const messages = await queue.receive({
    maximum: maximum ?? 1,
    waitSeconds: wait ?? queue.number("ReceiveMessageWaitTimeSeconds"),
    visibilitySeconds: visibility ?? queue.number("VisibilityTimeout"),
    gone: call.gone,
  })
  return messages.length === 0
    ? {}
    : { Messages: messages.map((message) => render(queues, queue, message, input, system)) }
}
