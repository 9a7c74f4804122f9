import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs"
import { randomUUID } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"
import { InvocationFailed } from "./Instance.ts"
import type { LambdaFunction } from "./LambdaFunction.ts"

interface AsyncOptions {
  readonly sqs: SQSClient
  readonly target: LambdaFunction
  readonly functionArn: string
  /** The failure destination; without one, what fails is dropped. */
  readonly failureQueueUrl?: string | undefined
  readonly event: unknown
  readonly onFailure: (error: unknown) => void
}

// AWS waits a minute and then two.
const waits = [500, 1_000]

/** What Lambda puts in a failure destination when it gives an event up. */
const failureRecord = (functionArn: string, requestId: string, event: unknown, error: unknown) => ({
  version: "1.0",
  timestamp: new Date().toISOString(),
  requestContext: {
    requestId,
    functionArn: `${functionArn}:$LATEST`,
    condition: "RetriesExhausted",
    approximateInvokeCount: waits.length + 1,
  },
  requestPayload: event,
  responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
  responsePayload: error instanceof InvocationFailed ? error.failure : { errorMessage: String(error) },
})

/**
 * An asynchronous invocation: the function is tried three times, then its failure destination is told. AWS has taken the event over
 * before that; here it is taken over only at the end, so that whoever brings it keeps it until then and nothing is lost with this process.
 */
export const invokeAsync = async (options: AsyncOptions): Promise<void> => {
  const { event, failureQueueUrl: QueueUrl, functionArn, onFailure, sqs, target } = options
  let failure: unknown
  for (const wait of [0, ...waits]) {
    await delay(wait)
    try {
      await target.invoke(event)
      return
    } catch (error) {
      onFailure(error)
      failure = error
    }
  }
  if (QueueUrl === undefined) return
  const record = failureRecord(functionArn, randomUUID(), event, failure)
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(record) }))
}
