import { randomBytes } from "node:crypto"
import type { Clock } from "../../kit/Clock.ts"
import type { Collection, Store } from "../../kit/Store.ts"
import { type Json } from "../AwsError.ts"
import { Queue } from "./Queue.ts"
import { redrivePolicyOf } from "./QueueAttributes.ts"
import { invalidAddress, missingParameter, optional, queueDoesNotExist } from "./SqsError.ts"
import { nameOf, type Message, type QueueRecord, type StoredMessage } from "./SqsModel.ts"

/** All queues of the account, with what the parts of the emulated SQS share. */
export interface Queues {
  readonly store: Store
  readonly clock: Clock
  readonly accountId: string
  arn(name: string): string
  get(name: string): Queue | undefined
  byArn(arn: string): Queue | undefined
  all(): ReadonlyArray<Queue>
  /** Creates a queue or writes down its new attributes and tags. */
  save(record: QueueRecord): Queue
  delete(queue: Queue): void
  /** Milliseconds since 1970 when a queue of that name was deleted last. */
  deletedAt(name: string): number | undefined
  /** The queue of a request's QueueUrl; refuses one that is not there. */
  of(input: Json): Queue
}

/** Moves a message that was received too often; false when there is no dead-letter queue for it. */
const deadLetter = (queues: Queues, queue: Queue, message: Message): boolean => {
  const policy = redrivePolicyOf(queue.record)
  if (policy === undefined || message.receives < policy.maxReceiveCount) return false
  const target = queues.byArn(policy.deadLetterTargetArn)
  if (target === undefined) return false
  queue.release(message)
  const { receipt: _receipt, receivedAt: _receivedAt, ...kept } = message
  target.add({ ...kept, order: target.nextOrder(), visibleAt: queues.clock.now(), deadLetterSource: queue.record.arn })
  return true
}

const urlPattern = /^(?:https?:\/\/[^/]+\/(?:queue\/[^/]+\/)?\d{12}\/)?([\w-]+(?:\.fifo)?)$/

export const makeQueues = (store: Store, clock: Clock, region: string, accountId: string): Queues => {
  const records = store.collection<QueueRecord>("queues")
  const journal: Collection<StoredMessage> = store.collection<StoredMessage>("queue-messages")
  const deletions = new Map<string, number>()
  const live = new Map<string, Queue>()
  const open = (record: QueueRecord): Queue => {
    const queue = new Queue(record, journal, clock, (from, message) => deadLetter(queues, from, message))
    live.set(record.name, queue)
    return queue
  }
  const queues: Queues = {
    store,
    clock,
    accountId,
    arn: (name) => `arn:aws:sqs:${region}:${accountId}:${name}`,
    get: (name) => live.get(name),
    byArn: (arn) => {
      const queue = live.get(nameOf(arn))
      return queue?.record.arn === arn ? queue : undefined
    },
    all: () => [...live.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    save: (record) => {
      records.put(record.name, record)
      const queue = live.get(record.name) ?? open(record)
      queue.record = record
      queue.wake()
      return queue
    },
    delete: (queue) => {
      queue.drop()
      queue.wake()
      live.delete(queue.name)
      records.delete(queue.name)
      deletions.set(queue.name, clock.now())
    },
    deletedAt: (name) => deletions.get(name),
    of: (input) => {
      const url = optional(input, "QueueUrl")
      if (url === undefined) throw missingParameter("QueueUrl")
      const name = urlPattern.exec(url)?.[1]
      if (name === undefined) throw invalidAddress(url)
      const queue = live.get(name)
      if (queue === undefined) throw queueDoesNotExist()
      return queue
    },
  }
  for (const record of records.all()) open(record)
  // Nothing is in flight after a start: whoever had a message is gone or will find that its receipt handle still deletes it.
  const now = clock.now()
  for (const { queue, message } of journal.all()) {
    const visibleAt = message.receivedAt === undefined ? message.visibleAt : now
    live.get(queue)?.load({ ...message, visibleAt })
  }
  return queues
}

/** Ascending over all queues and starts, 20 digits as SQS has them. */
export const makeSequence = (clock: Clock): (() => string) => {
  let last = 0n
  return () => {
    const next = BigInt(clock.now()) << 20n
    last = next > last ? next : last + 1n
    return String(10n ** 19n + last)
  }
}

/** A handle names its queue and message and is another one at every receive. */
export const receiptHandle = (queue: Queue, message: Message): string =>
  Buffer.from([queue.record.arn, message.id, message.receipt ?? randomBytes(8).toString("hex")].join(" ")).toString(
    "base64",
  )

/** The message id and the receive that a handle stands for, or undefined when it is none of this queue's. */
export const readHandle = (queue: Queue, handle: string): { id: string; receipt: string } | undefined => {
  const [arn, id, receipt] = Buffer.from(handle, "base64").toString().split(" ")
  return arn === queue.record.arn && id !== undefined && receipt !== undefined ? { id, receipt } : undefined
}
