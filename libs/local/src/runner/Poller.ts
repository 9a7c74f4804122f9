import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs"
import { setTimeout as delay } from "node:timers/promises"
import type { LambdaFunction } from "./LambdaFunction.ts"
import { failedIds, sqsEvent } from "./SqsEvent.ts"

export interface PollerOptions {
  readonly sqs: SQSClient
  readonly queueUrl: string
  readonly queueArn: string
  readonly batchSize: number
  /** Batches at a time. */
  readonly maxConcurrency: number
  readonly region: string
  readonly target: LambdaFunction
  /** Hears of every invocation that failed as a whole. */
  readonly onFailure: (error: unknown) => void
}

/** Seconds until a batch comes again whose function failed. AWS waits for the visibility timeout; nobody wants to while developing. */
const backOff = (message: Message): number =>
  Math.min(60, 2 ** (Number(message.Attributes?.["ApproximateReceiveCount"] ?? 1) - 1))

const idOf = (message: Message): string => message.MessageId ?? ""

const entries = (messages: ReadonlyArray<Message>) =>
  messages.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle }))

/** Deletes what was handled. What was not comes again when its visibility timeout ends, or when the function has said. */
const settle = async (
  { sqs, queueUrl: QueueUrl }: PollerOptions,
  messages: ReadonlyArray<Message>,
  failed: ReadonlySet<string>,
) => {
  const done = messages.filter((message) => !failed.has(idOf(message)))
  if (done.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries(done) }))
}

const bringAgain = async ({ sqs, queueUrl: QueueUrl }: PollerOptions, messages: ReadonlyArray<Message>) => {
  const Entries = entries(messages).map((entry, index) => ({
    ...entry,
    VisibilityTimeout: backOff(messages[index] ?? {}),
  }))
  await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
}

const receive = async (options: PollerOptions, signal: AbortSignal): Promise<ReadonlyArray<Message>> => {
  const command = new ReceiveMessageCommand({
    QueueUrl: options.queueUrl,
    MaxNumberOfMessages: options.batchSize,
    WaitTimeSeconds: 20,
    MessageSystemAttributeNames: ["All"],
    MessageAttributeNames: ["All"],
  })
  return (await options.sqs.send(command, { abortSignal: signal })).Messages ?? []
}

const handle = async (options: PollerOptions, messages: ReadonlyArray<Message>): Promise<void> => {
  const ids = messages.map(idOf)
  await options.target.invoke(sqsEvent(messages, options.queueArn, options.region)).then(
    (answer) => settle(options, messages, failedIds(answer, ids)),
    (error: unknown) => {
      options.onFailure(error)
      return bringAgain(options, messages)
    },
  )
}

/** An event source mapping: brings a queue's messages to a function until it is stopped, then lets the last batches end. */
export const startPoller = (options: PollerOptions): { stop(): Promise<unknown> } => {
  const stopping = new AbortController()
  const loop = async () => {
    while (!stopping.signal.aborted) {
      try {
        const messages = await receive(options, stopping.signal)
        if (messages.length > 0) await handle(options, messages)
      } catch (error) {
        if (stopping.signal.aborted) return
        // The queue is not there, for the emulator restarts: the messages come again.
        options.onFailure(error)
        await delay(500, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }
  const running = Promise.all(Array.from({ length: options.maxConcurrency }, loop))
  return {
    stop: () => {
      stopping.abort()
      return running
    },
  }
}
