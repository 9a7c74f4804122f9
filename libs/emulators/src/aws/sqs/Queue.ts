import { randomUUID } from "node:crypto"
import type { Clock } from "../../kit/Clock.ts"
import type { Collection } from "../../kit/Store.ts"
import { fifoOrder, standardOrder, type MessageOrder } from "./MessageOrder.ts"
import { overLimit, purgeInProgress } from "./SqsError.ts"
import { isFifo, type Message, type QueueRecord, type StoredMessage } from "./SqsModel.ts"

export interface ReceiveRequest {
  readonly maximum: number
  readonly waitSeconds: number
  readonly visibilitySeconds: number
  /** Aborted when the client has gone away, so that its long poll takes no message with it. */
  readonly gone?: AbortSignal | undefined
}

/** What a receive decides about a message before the client gets it: move it to a dead-letter queue instead. */
export type Divert = (queue: Queue, message: Message) => boolean

const inFlightLimit = 120_000

/** A queue's messages in memory, each on disk from its acceptance to its deletion. */
export class Queue {
  record: QueueRecord
  readonly #journal: Collection<StoredMessage>
  readonly #clock: Clock
  readonly #divert: Divert
  readonly #held = new Map<string, Message>()
  readonly #order: MessageOrder
  readonly #sleepers = new Set<() => void>()
  #purgedAt = -Infinity
  #last = 0

  constructor(record: QueueRecord, journal: Collection<StoredMessage>, clock: Clock, divert: Divert) {
    this.record = record
    this.#journal = journal
    this.#clock = clock
    this.#divert = divert
    this.#order = isFifo(record) ? fifoOrder() : standardOrder()
  }

  get name(): string {
    return this.record.name
  }

  number(attribute: string): number {
    return Number(this.record.attributes[attribute] ?? 0)
  }

  nextOrder(): number {
    return (this.#last += 1)
  }

  get(id: string): Message | undefined {
    return this.#held.get(id)
  }

  /** The messages in the order they came in. */
  messages(): ReadonlyArray<Message> {
    this.#sweep()
    return [...this.#held.values()]
  }

  /** Takes a message that is on disk already. */
  load(message: Message): void {
    this.#last = Math.max(this.#last, message.order)
    this.#held.set(message.id, message)
    this.#order.place(message, this.#clock.now())
  }

  add(message: Message): void {
    this.#journal.put(message.id, { queue: this.name, message })
    this.load(message)
    this.wake()
  }

  /** Lets go of a message without deleting it from disk: another queue has it. */
  release(message: Message): void {
    this.#held.delete(message.id)
    this.#order.remove(message)
  }

  delete(message: Message): void {
    this.release(message)
    this.#journal.delete(message.id)
    // The next of its group may be waited for.
    if (isFifo(this.record)) this.wake()
  }

  changeVisibility(message: Message, seconds: number): void {
    const now = this.#clock.now()
    message.visibleAt = now + seconds * 1000
    this.#order.place(message, now)
    this.wake()
  }

  purge(): void {
    const now = this.#clock.now()
    if (now - this.#purgedAt < 60_000) throw purgeInProgress(this.name)
    this.#purgedAt = now
    this.drop()
  }

  drop(): void {
    for (const id of this.#held.keys()) this.#journal.delete(id)
    this.#held.clear()
    this.#order.clear()
  }

  counts(): Readonly<Record<string, string>> {
    this.#sweep()
    const now = this.#clock.now()
    let [visible, inFlight, delayed] = [0, 0, 0]
    for (const message of this.#held.values()) {
      if (message.visibleAt <= now) visible += 1
      else if (message.receivedAt !== undefined) inFlight += 1
      else delayed += 1
    }
    return {
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
    }
  }

  /** The messages that are visible now; waits for one if there is none, as long as it was asked to. */
  async receive(request: ReceiveRequest): Promise<ReadonlyArray<Message>> {
    const deadline = Date.now() + request.waitSeconds * 1000
    while (request.gone?.aborted !== true) {
      const taken = this.#take(request)
      if (taken.length > 0 || Date.now() >= deadline) return taken
      await this.#sleep(deadline, request.gone)
    }
    return []
  }

  /** Makes those who wait look again. */
  wake(): void {
    for (const wake of [...this.#sleepers]) wake()
  }

  #take({ maximum, visibilitySeconds }: ReceiveRequest): ReadonlyArray<Message> {
    const now = this.#clock.now()
    const taken = new Set<Message>()
    if (this.#held.size >= inFlightLimit) this.#refuseTooMany()
    for (const message of this.#order.visible(now)) {
      if (taken.has(message) || this.#expired(message, now) || this.#divert(this, message)) continue
      taken.add(message)
      if (taken.size === maximum) break
    }
    for (const message of taken) this.#hand(message, now, visibilitySeconds)
    return [...taken]
  }

  #hand(message: Message, now: number, visibilitySeconds: number): void {
    message.receives += 1
    message.firstReceivedAt ??= now
    message.receivedAt = now
    message.visibleAt = now + visibilitySeconds * 1000
    message.receipt = randomUUID()
    this.#order.place(message, now)
    // A first receive is not written down: a message in flight is visible again after a restart, and that saves a write for most.
    if (message.receives > 1) this.#journal.put(message.id, { queue: this.name, message })
  }

  #refuseTooMany(): void {
    if (isFifo(this.record)) return
    if (Number(this.counts()["ApproximateNumberOfMessagesNotVisible"]) < inFlightLimit) return
    throw overLimit("Too many messages in flight.")
  }

  #expired(message: Message, now: number): boolean {
    if (now - message.sentAt <= this.number("MessageRetentionPeriod") * 1000) return false
    this.delete(message)
    return true
  }

  #sweep(): void {
    const now = this.#clock.now()
    for (const message of this.#held.values()) this.#expired(message, now)
  }

  #sleep(deadline: number, gone: AbortSignal | undefined): Promise<void> {
    const now = this.#clock.now()
    const milliseconds = Math.min(deadline - Date.now(), Math.max(1, this.#order.nextAt(now) - now))
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(wake)
        clearTimeout(timer)
        gone?.removeEventListener("abort", wake)
        resolve()
      }
      const timer = setTimeout(wake, Math.max(0, milliseconds))
      this.#sleepers.add(wake)
      gone?.addEventListener("abort", wake)
    })
  }
}
