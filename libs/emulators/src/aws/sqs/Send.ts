import { createHash, randomUUID } from "node:crypto"
import { type Json } from "../AwsError.ts"
import { bodyOf, md5OfAttributes, md5OfBody, messageAttributes, sizeOf, systemAttributes, tokenOf } from "./Contents.ts"
import type { Queue } from "./Queue.ts"
import { makeSequence, type Queues } from "./Queues.ts"
import { integer, invalidParameter, invalidValue, missingParameter } from "./SqsError.ts"
import { isFifo, type AttributeValues, type Content, type Message } from "./SqsModel.ts"

/** A checked send, and what the answer tells of it. */
export interface Prepared {
  readonly content: Content
  readonly delaySeconds: number
  readonly size: number
  readonly system: AttributeValues | undefined
}

interface Deduplication {
  /** The queue's name, the group where that is the scope, and the id. */
  readonly key: string
  /** Milliseconds since 1970. */
  readonly until: number
  readonly messageId: string
  readonly sequenceNumber: string
}

const wrongKind = "The request include parameter that is not valid for this queue type."

const delayOf = (queue: Queue, input: Json): number => {
  const delay = integer(input, "DelaySeconds")
  if (delay !== undefined && isFifo(queue.record)) {
    if (delay !== 0) throw invalidValue(delay, "DelaySeconds", wrongKind)
    return queue.number("DelaySeconds")
  }
  if (delay !== undefined && (delay < 0 || delay > 900))
    throw invalidValue(delay, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.")
  return delay ?? queue.number("DelaySeconds")
}

/** Refuses what a FIFO queue needs and a request lacks; a batch words a missing group as a wrong value. */
const checkFifo = (
  queue: Queue,
  groupId: string | undefined,
  deduplicationId: string | undefined,
  inBatch: boolean,
) => {
  if (!isFifo(queue.record)) {
    if (deduplicationId !== undefined) throw invalidValue(deduplicationId, "MessageDeduplicationId", wrongKind)
    return
  }
  if (groupId === undefined) {
    const missing = missingParameter("MessageGroupId")
    throw inBatch ? invalidParameter(missing.message) : missing
  }
  if (deduplicationId === undefined && queue.record.attributes["ContentBasedDeduplication"] !== "true")
    throw invalidParameter(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    )
}

/** Checks the ids of a FIFO queue's message, which fail a batch as a whole. */
export const checkIds = (queue: Queue, input: Json, inBatch: boolean) => {
  const groupId = tokenOf(input, "MessageGroupId")
  const deduplicationId = tokenOf(input, "MessageDeduplicationId")
  checkFifo(queue, groupId, deduplicationId, inBatch)
  return { groupId, deduplicationId }
}

/** Reads and checks a send, apart from the size, whose refusal reads differently in batches. */
export const prepare = (queue: Queue, input: Json, traceHeader: string | undefined, inBatch: boolean): Prepared => {
  const body = bodyOf(input)
  const attributes = messageAttributes(input)
  const system = systemAttributes(input)
  const ids = checkIds(queue, input, inBatch)
  return {
    content: { body, attributes, traceHeader: system?.["AWSTraceHeader"]?.StringValue ?? traceHeader, ...ids },
    delaySeconds: delayOf(queue, input),
    size: sizeOf(body, attributes),
    system,
  }
}

/** Puts checked messages on queues, once per deduplication id and five minutes where the queue is FIFO. */
export const makeSender = (queues: Queues) => {
  const { clock } = queues
  const sequence = makeSequence(clock)
  const seen = queues.store.collection<Deduplication>("queue-deduplication")

  const remembered = new Map(seen.all().map((one) => [one.key, one]))
  const drop = (key: string): void => {
    if (remembered.delete(key)) seen.delete(key)
  }

  const keyOf = (queue: Queue, { body, groupId, deduplicationId }: Content): string => {
    const id = deduplicationId ?? createHash("sha256").update(body).digest("hex")
    const scope = queue.record.attributes["DeduplicationScope"] === "messageGroup" ? ` ${groupId}` : ""
    return `${queue.name}${scope} ${id}`
  }
  const remember = (key: string, message: Message): void => {
    const now = clock.now()
    // They are in the order they were seen: what is outdated is found first.
    for (const one of remembered.values()) {
      if (one.until > now) break
      drop(one.key)
    }
    drop(key)
    const one = { key, until: now + 300_000, messageId: message.id, sequenceNumber: message.sequenceNumber ?? "" }
    remembered.set(key, seen.put(key, one))
  }

  const accept = (queue: Queue, content: Content, delaySeconds: number): Pick<Message, "id" | "sequenceNumber"> => {
    const now = clock.now()
    const fifo = isFifo(queue.record)
    const key = fifo ? keyOf(queue, content) : ""
    const before = fifo ? remembered.get(key) : undefined
    if (before !== undefined && before.until > now)
      return { id: before.messageId, sequenceNumber: before.sequenceNumber }
    const message: Message = {
      ...content,
      ...(fifo
        ? { deduplicationId: content.deduplicationId ?? key.split(" ").at(-1), sequenceNumber: sequence() }
        : {}),
      id: randomUUID(),
      bodyMd5: md5OfBody(content.body),
      order: queue.nextOrder(),
      sentAt: now,
      receives: 0,
      visibleAt: now + delaySeconds * 1000,
    }
    queue.add(message)
    if (fifo) remember(key, message)
    return message
  }

  return {
    accept,
    /** Forgets what a purged or deleted queue has seen. */
    forget: (queue: Queue): void => {
      for (const key of [...remembered.keys()]) if (key.startsWith(`${queue.name} `)) drop(key)
    },
    send: (queue: Queue, { content, delaySeconds, system }: Prepared) => {
      const { id, sequenceNumber } = accept(queue, content, delaySeconds)
      return {
        MessageId: id,
        MD5OfMessageBody: md5OfBody(content.body),
        MD5OfMessageAttributes: md5OfAttributes(content.attributes),
        MD5OfMessageSystemAttributes: md5OfAttributes(system),
        SequenceNumber: sequenceNumber,
      }
    },
  }
}

export type Sender = ReturnType<typeof makeSender>
