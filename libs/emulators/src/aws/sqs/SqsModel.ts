/** A message attribute as clients give it; binary values in base64. */
export interface AttributeValue {
  readonly DataType: string
  readonly StringValue?: string
  readonly BinaryValue?: string
}
export type AttributeValues = Readonly<Record<string, AttributeValue>>

/** What a client or another part of the emulator puts on a queue, checked. */
export interface Content {
  readonly body: string
  readonly attributes?: AttributeValues | undefined
  readonly traceHeader?: string | undefined
  readonly groupId?: string | undefined
  readonly deduplicationId?: string | undefined
}

/** An accepted message. Times are the emulator's clock, in milliseconds since 1970. */
export interface Message extends Content {
  readonly id: string
  readonly bodyMd5: string
  /** Ascending in a queue. */
  readonly order: number
  readonly sequenceNumber?: string | undefined
  readonly sentAt: number
  firstReceivedAt?: number
  receives: number
  visibleAt: number
  /** The nonce of its last receipt handle, and when that was given. */
  receipt?: string
  receivedAt?: number
  /** ARN of the queue it came from to a dead-letter queue. */
  deadLetterSource?: string | undefined
}

/** A message on disk: what it was when it was sent or moved, or received once more. */
export interface StoredMessage {
  readonly queue: string
  readonly message: Message
}

/** A queue on disk. Attributes hold what was set and SQS's defaults; times are seconds since 1970. */
export interface QueueRecord {
  readonly name: string
  readonly arn: string
  readonly attributes: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly created: number
  readonly modified: number
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string
  readonly maxReceiveCount: number
}

/** A message or a whole batch: 1 MiB. */
export const maximumSize = 1_048_576
export const isFifo = (queue: QueueRecord): boolean => queue.attributes["FifoQueue"] === "true"
export const nameOf = (arn: string): string => arn.split(":").at(-1) ?? ""
