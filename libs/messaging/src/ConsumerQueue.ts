import { ChangeMessageVisibilityCommand, SQSClient } from "@aws-sdk/client-sqs"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

class QueueRefused extends Schema.TaggedError<QueueRefused>()("QueueRefused", {
  cause: Schema.Defect(),
}) {}

/** The queue that the consumer empties (`QUEUE_URL`): when a message comes again that was not handled. */
export class ConsumerQueue extends Context.Service<
  ConsumerQueue,
  {
    /** For so long from now; twelve hours at most. */
    hide(receiptHandle: string, seconds: number): Effect.Effect<void, QueueRefused>
  }
>()("@tango/messaging/ConsumerQueue") {
  static readonly layer = Layer.effect(
    ConsumerQueue,
    Effect.gen(function* () {
      const queueUrl = yield* Config.String("QUEUE_URL")
      const client = yield* Effect.acquireRelease(
        Effect.sync(() => new SQSClient({ maxAttempts: 2 })),
        (sqs) => Effect.sync(() => sqs.destroy()),
      )
      return ConsumerQueue.of({
        hide: Effect.fn("ConsumerQueue.hide")(function* (receiptHandle, seconds) {
          const command = new ChangeMessageVisibilityCommand({
            QueueUrl: queueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: Math.min(seconds, 12 * 60 * 60),
          })
          yield* Effect.tryPromise({
            try: (signal) => client.send(command, { abortSignal: signal }),
            catch: (cause) => new QueueRefused({ cause }),
          })
        }),
      })
    }),
  )
}
