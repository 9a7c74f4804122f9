import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

export class DeadLetterRefused extends Schema.TaggedError<DeadLetterRefused>()("DeadLetterRefused", {
  cause: Schema.Defect(),
}) {}

/** The consumer's dead-letter queue (`DEAD_LETTER_QUEUE_URL`), for messages that no retry can mend. */
export class DeadLetters extends Context.Service<
  DeadLetters,
  {
    send(body: string, reason: string): Effect.Effect<void, DeadLetterRefused>
  }
>()("@tango/messaging/DeadLetters") {
  static readonly layer = Layer.effect(
    DeadLetters,
    Effect.gen(function* () {
      const queueUrl = yield* Config.String("DEAD_LETTER_QUEUE_URL")
      const client = yield* Effect.acquireRelease(
        Effect.sync(() => new SQSClient({ maxAttempts: 3 })),
        (sqs) => Effect.sync(() => sqs.destroy()),
      )
      return DeadLetters.of({
        send: Effect.fn("DeadLetters.send")(function* (body, reason) {
          const command = new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: body,
            MessageAttributes: { reason: { DataType: "String", StringValue: reason.slice(0, 1000) } },
          })
          yield* Effect.tryPromise({
            try: (signal) => client.send(command, { abortSignal: signal }),
            catch: (cause) => new DeadLetterRefused({ cause }),
          })
        }),
      })
    }),
  )
}
