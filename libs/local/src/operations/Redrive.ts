import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs"
import type { Topology } from "../Topology.ts"
import { setTimeout as pause } from "node:timers/promises"
import { allLetters, type DeadLetter } from "./DeadLetters.ts"
import type { Where } from "./Where.ts"

export interface Redriven {
  readonly from: string
  readonly to: string
  /** What would move, or what moved: a list of it as it was before. */
  readonly messages: ReadonlyArray<DeadLetter>
  readonly moved: number
}

const queueOf = async (sqs: SQSClient, QueueName: string) => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] })
  const { Attributes = {} } = await sqs.send(command)
  return { url: QueueUrl ?? "", arn: Attributes.QueueArn ?? "" }
}

const untilMoved = async (sqs: SQSClient, SourceArn: string): Promise<number> => {
  for (;;) {
    const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))
    const [task] = Results
    if (task?.Status === "FAILED" || task?.Status === "CANCELLED")
      throw new Error(`The move task ended as ${task.Status}: ${task.FailureReason ?? "no reason"}`)
    if (task?.Status === "COMPLETED") return task.ApproximateNumberOfMessagesMoved ?? 0
    await pause(250)
  }
}

/** Moves a dead-letter queue's messages back to the consumer's queue, by the name of either; a dry run only lists them. */
export const redrive = async (
  where: Where,
  { consumerRoutes }: Pick<Topology, "consumerRoutes">,
  options: { readonly queue: string; readonly dryRun: boolean },
): Promise<Redriven> => {
  const { prefix } = where
  const route = consumerRoutes.find(({ deadLetterQueue, queue }) =>
    [queue, deadLetterQueue, prefix + queue, prefix + deadLetterQueue].includes(options.queue),
  )
  if (route === undefined) {
    const names = consumerRoutes.map(({ deadLetterQueue }) => deadLetterQueue).join(", ")
    throw new Error(`There is no queue "${options.queue}"; those that can be redriven are ${names}`)
  }
  const sqs = new SQSClient(where.client)
  try {
    const from = await queueOf(sqs, prefix + route.deadLetterQueue)
    const to = await queueOf(sqs, prefix + route.queue)
    const messages = await allLetters(sqs, from.url)
    const names = { from: prefix + route.deadLetterQueue, to: prefix + route.queue, messages }
    if (options.dryRun || messages.length === 0) return { ...names, moved: 0 }
    // A destination is named since what a consumer buried itself has no queue that it came from.
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: from.arn, DestinationArn: to.arn }))
    return { ...names, moved: await untilMoved(sqs, from.arn) }
  } finally {
    sqs.destroy()
  }
}
