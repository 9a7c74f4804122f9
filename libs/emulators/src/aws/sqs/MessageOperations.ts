import { isObject, type Json } from "../AwsError.ts"
import { makeBatch } from "./Batch.ts"
import type { Queue } from "./Queue.ts"
import type { Operations } from "./QueueOperations.ts"
import { readHandle, type Queues } from "./Queues.ts"
import { receiveMessage } from "./Receive.ts"
import { checkIds, prepare, type Sender } from "./Send.ts"
import {
  batchError,
  integer,
  invalidParameter,
  invalidValue,
  missingParameter,
  needed,
  receiptHandleIsInvalid,
} from "./SqsError.ts"
import { isFifo, maximumSize, type Message } from "./SqsModel.ts"

const tooLong = (verb: string, queue: Queue) =>
  invalidParameter(
    `One or more parameters ${verb}. Reason: Message must be shorter than ${queue.number("MaximumMessageSize")} bytes.`,
  )

/** The message of a handle, or undefined when it is deleted. The handle of a FIFO queue's message ends with its visibility. */
const findMessage = (queues: Queues, queue: Queue, handle: string): Message | undefined => {
  const read = readHandle(queue, handle)
  if (read === undefined) throw receiptHandleIsInvalid(handle)
  const message = queue.get(read.id)
  if (message === undefined || !isFifo(queue.record)) return message
  if (message.receipt !== read.receipt || message.visibleAt <= queues.clock.now())
    throw invalidValue(handle, "ReceiptHandle", "The receipt handle has expired.")
  return message
}

const deleteMessage = (queues: Queues, queue: Queue, input: Json): void => {
  const message = findMessage(queues, queue, needed(input, "ReceiptHandle"))
  if (message !== undefined) queue.delete(message)
}

const longestVisibility = 43_200

const changeVisibility = (queues: Queues, queue: Queue, input: Json): void => {
  const handle = needed(input, "ReceiptHandle")
  const seconds = integer(input, "VisibilityTimeout")
  if (seconds === undefined) throw missingParameter("VisibilityTimeout")
  if (seconds < 0 || seconds > longestVisibility)
    throw invalidValue(seconds, "VisibilityTimeout", "VisibilityTimeout must be an integer between 0 and 43200.")
  const message = findMessage(queues, queue, handle)
  if (message === undefined)
    throw invalidValue(
      handle,
      "ReceiptHandle",
      "Message does not exist or is not available for visibility timeout change.",
    )
  const held = (queues.clock.now() - (message.receivedAt ?? queues.clock.now())) / 1000
  if (held + seconds > longestVisibility)
    throw invalidValue(
      seconds,
      "VisibilityTimeout",
      "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
    )
  queue.changeVisibility(message, seconds)
}

const sendBatch = (queues: Queues, sender: Sender, input: Json, traceHeader: string | undefined) => {
  const queue = queues.of(input)
  const batch = makeBatch("SendMessageBatchRequestEntry", input)
  const raw = batch.entries.reduce((size, entry) => size + rawSize(entry), 0)
  if (raw > maximumSize)
    throw batchError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${maximumSize} bytes. You have sent ${raw} bytes.`,
    )
  if (isFifo(queue.record)) for (const entry of batch.entries) checkIds(queue, entry, true)
  return batch.run((entry) => {
    const one = prepare(queue, entry, traceHeader, true)
    if (one.size > queue.number("MaximumMessageSize")) throw tooLong("cannot be validated", queue)
    return sender.send(queue, one)
  })
}

/** The size of an entry before it is known to be valid. */
const rawSize = (entry: Json): number => {
  const attributes = isObject(entry["MessageAttributes"]) ? entry["MessageAttributes"] : {}
  const parts = Object.entries(attributes).flatMap(([name, value]) => [
    name,
    ...(isObject(value) ? Object.values(value) : []),
  ])
  return [entry["MessageBody"], ...parts].reduce<number>(
    (size, part) => size + (typeof part === "string" ? Buffer.byteLength(part) : 0),
    0,
  )
}

/** Sending, receiving, deleting and hiding messages, one by one and in batches. */
export const messageOperations = (queues: Queues, sender: Sender): Operations => ({
  SendMessage: (input, call) => {
    const queue = queues.of(input)
    const prepared = prepare(queue, input, call.traceHeader, false)
    if (prepared.size > queue.number("MaximumMessageSize")) throw tooLong("are invalid", queue)
    return sender.send(queue, prepared)
  },
  SendMessageBatch: (input, call) => sendBatch(queues, sender, input, call.traceHeader),
  ReceiveMessage: (input, call) => receiveMessage(queues, input, call),
  DeleteMessage: (input) => deleteMessage(queues, queues.of(input), input),
  DeleteMessageBatch: (input) => {
    const queue = queues.of(input)
    return makeBatch("DeleteMessageBatchRequestEntry", input).run((entry) => deleteMessage(queues, queue, entry))
  },
  ChangeMessageVisibility: (input) => changeVisibility(queues, queues.of(input), input),
  ChangeMessageVisibilityBatch: (input) => {
    const queue = queues.of(input)
    const batch = makeBatch("ChangeMessageVisibilityBatchRequestEntry", input)
    return batch.run((entry) => changeVisibility(queues, queue, entry))
  },
})
