import type { createRequestHandler } from "local-aws-sqs"
import { AsyncLocalStorage } from "node:async_hooks"
import { randomUUID } from "node:crypto"
import type { Collection } from "../kit/Store.ts"

export type SqsService = ReturnType<typeof createRequestHandler>["service"]
export type LibraryQueue = SqsService["Queues"][number]

/** A message as the library makes and renders it. */
interface Message {
  readonly MessageId: string
  readonly MessageBody: string
  readonly MessageAttributes?: unknown
  readonly attributes: Readonly<Record<string, string>>
}

/** An accepted message on disk until it is deleted. */
export interface JournalEntry {
  readonly queue: string
  readonly message: Message
  /** Milliseconds since 1970. */
  readonly visibleAt: number
}

interface Held {
  message: Message
  visibleAt: number
  receives: number
}

/** Aborted when the client of the request being served has gone away, so that its long poll takes no message with it. */
export const clientGone = new AsyncLocalStorage<AbortSignal>()

const handleOf = (queue: string, messageId: string): string =>
  Buffer.from(
    `${randomUUID()}${JSON.stringify({ date: Date.now(), MessageId: messageId, QueueName: queue })}`,
  ).toString("base64")

/** The message that a receipt handle means, or undefined when it is not a handle of this queue. */
const messageIdOf = (queue: string, handle: unknown): string | undefined => {
  try {
    const decoded = Buffer.from(String(handle), "base64").toString()
    const parsed: { MessageId?: string; QueueName?: string } = JSON.parse(decoded.slice(decoded.indexOf("{")))
    return parsed.QueueName === queue ? parsed.MessageId : undefined
  } catch {
    return undefined
  }
}

/**
 * A standard queue's messages. The library speaks the protocol, but its own queue waits for a full batch on a long poll, counts a
 * change of visibility as a receive and forgets everything at the end of the process; so this takes the place of its storage.
 */
export class QueueMessages {
  readonly #queue: LibraryQueue
  readonly #service: SqsService
  readonly #journal: Collection<JournalEntry>
  readonly #held = new Map<string, Held>()
  readonly #sleepers = new Set<() => void>()

  constructor(queue: LibraryQueue, service: SqsService, journal: Collection<JournalEntry>) {
    this.#queue = queue
    this.#service = service
    this.#journal = journal
    for (const { queue: name, message, visibleAt } of journal.all()) {
      if (name === queue.QueueName) this.#held.set(message.MessageId, { message, visibleAt, receives: 0 })
    }
  }

  add(message: Message, delaySeconds: number): void {
    const visibleAt = Date.now() + delaySeconds * 1000
    this.#journal.put(message.MessageId, { queue: this.#queue.QueueName, message, visibleAt })
    this.#held.set(message.MessageId, { message, visibleAt, receives: 0 })
    this.#wake()
  }

  async receive(maximum: number, waitSeconds: number, visibilitySeconds: number): Promise<Array<unknown>> {
    const deadline = Date.now() + waitSeconds * 1000
    const gone = clientGone.getStore()
    while (!gone?.aborted) {
      const taken = this.#take(maximum, visibilitySeconds)
      if (taken.length > 0 || Date.now() >= deadline) return taken
      await this.#sleep(deadline, gone)
    }
    return []
  }

  /** Returns false for a handle that is none; deleting a message twice is fine. */
  delete(handle: unknown): boolean {
    const id = messageIdOf(this.#queue.QueueName, handle)
    if (id === undefined) return false
    // A message that was moved to the dead-letter queue keeps its id: it is that queue's now.
    if (this.#held.delete(id)) this.#journal.delete(id)
    return true
  }

  changeVisibility(handle: unknown, seconds: number): boolean {
    const held = this.#held.get(messageIdOf(this.#queue.QueueName, handle) ?? "")
    if (held === undefined) return false
    held.visibleAt = Date.now() + seconds * 1000
    this.#wake()
    return true
  }

  clear(): void {
    for (const id of this.#held.keys()) this.#journal.delete(id)
    this.#held.clear()
  }

  counts() {
    const now = Date.now()
    const all = [...this.#held.values()]
    const hidden = all.filter((one) => one.visibleAt > now)
    const inFlight = hidden.filter((one) => one.receives > 0).length
    return {
      ApproximateNumberOfMessages: String(all.length - hidden.length),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(hidden.length - inFlight),
    }
  }

  #take(maximum: number, visibilitySeconds: number): Array<unknown> {
    const now = Date.now()
    const taken: Array<unknown> = []
    for (const [id, held] of this.#held) {
      if (taken.length === maximum) break
      if (held.visibleAt > now || this.#expire(id, held, now) || this.#deadLetter(id, held)) continue
      held.receives += 1
      held.visibleAt = now + visibilitySeconds * 1000
      const first = held.message.attributes["ApproximateFirstReceiveTimestamp"] || String(now)
      const attributes = { ...held.message.attributes, ApproximateFirstReceiveTimestamp: first }
      held.message = { ...held.message, attributes }
      const receiptHandle = handleOf(this.#queue.QueueName, id)
      taken.push({
        ...held.message,
        ReceiptHandle: receiptHandle,
        attributes: { ...attributes, ApproximateReceiveCount: String(held.receives) },
      })
    }
    return taken
  }

  #expire(id: string, held: Held, now: number): boolean {
    const age = now - Number(held.message.attributes["SentTimestamp"] ?? now)
    if (age <= this.#queue.MessageRetentionPeriod * 1000) return false
    this.#held.delete(id)
    this.#journal.delete(id)
    return true
  }

  #deadLetter(id: string, held: Held): boolean {
    const policy = this.#queue.RedrivePolicy
    if (policy === undefined || held.receives < Number(policy.maxReceiveCount)) return false
    const name = policy.deadLetterTargetArn.split(":").at(-1)
    const target = this.#service.Queues.find((one) => one.QueueName === name)
    if (target === undefined) return false
    const source = `arn:aws:sqs:${this.#service.REGION}:${this.#service.ACCOUNT_ID}:${this.#queue.QueueName}`
    const { AWSTraceHeader, MessageGroupId } = held.message.attributes
    const system = { DeadLetterQueueSourceArn: source, ...(AWSTraceHeader === undefined ? {} : { AWSTraceHeader }) }
    this.#held.delete(id)
    target.setRecord(
      {
        MessageBody: held.message.MessageBody,
        MessageAttributes: held.message.MessageAttributes,
        MessageGroupId,
        MessageSystemAttributes: Object.fromEntries(
          Object.entries(system).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
        ),
      },
      id,
    )
    return true
  }

  #wake(): void {
    for (const wake of [...this.#sleepers]) wake()
  }

  #sleep(deadline: number, gone: AbortSignal | undefined): Promise<void> {
    const now = Date.now()
    const next = Math.min(deadline, ...[...this.#held.values()].map((one) => Math.max(one.visibleAt, now + 1)))
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(wake)
        clearTimeout(timer)
        gone?.removeEventListener("abort", wake)
        resolve()
      }
      const timer = setTimeout(wake, next - now)
      this.#sleepers.add(wake)
      gone?.addEventListener("abort", wake)
    })
  }
}
