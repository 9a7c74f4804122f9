import { GetQueueAttributesCommand, SQSClient, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs"
import { awsOptions, queueArn } from "../stack/ApplyTopology.ts"
import { firstLetters } from "../operations/DeadLetters.ts"
import { credentials } from "../Environment.ts"
import type { Topology } from "../Topology.ts"

const depths = async (sqs: SQSClient, QueueUrl: string) => {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))
  return {
    messages: Number(Attributes.ApproximateNumberOfMessages),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed),
  }
}

/** The consumers' queues: how many messages wait in each, and how dead letters get another chance. */
export const makeQueues = (awsUrl: string, topology: Topology) => {
  const sqs = new SQSClient(awsOptions(awsUrl))
  const urlOf = (name: string) => `${awsUrl}/${credentials.aws.accountId}/${name}`
  const describe = async (name: string, consumer: string, redrivesTo?: string, deadLetterQueue?: string) => ({
    name,
    consumer,
    ...(deadLetterQueue === undefined ? {} : { deadLetterQueue }),
    ...(redrivesTo === undefined ? {} : { redrivesTo }),
    ...(await depths(sqs, urlOf(name))),
  })
  return {
    list: () =>
      Promise.all([
        ...topology.consumerRoutes.flatMap(({ consumer, queue, deadLetterQueue }) => [
          describe(queue, consumer, undefined, deadLetterQueue),
          describe(deadLetterQueue, consumer, queue),
        ]),
        ...topology.directRoutes.map(async ({ failureQueue, functionName }) => ({
          ...(await describe(failureQueue, functionName)),
          failuresOf: functionName,
        })),
      ]),
    /** Up to ten messages of a dead-letter or failure queue with the reasons; undefined when there is no such queue. */
    letters: async (name: string) => {
      const known = [
        ...topology.consumerRoutes.map(({ deadLetterQueue }) => deadLetterQueue),
        ...topology.directRoutes.map(({ failureQueue }) => failureQueue),
      ]
      return known.includes(name) ? firstLetters(sqs, urlOf(name)) : undefined
    },
    /** Moves a dead-letter queue's messages back; takes the name of either queue. Undefined when there is no such queue. */
    redrive: async (name: string) => {
      const route = topology.consumerRoutes.find(
        ({ queue, deadLetterQueue }) => queue === name || deadLetterQueue === name,
      )
      if (route === undefined) return undefined
      const { messages } = await depths(sqs, urlOf(route.deadLetterQueue))
      const SourceArn = queueArn(route.deadLetterQueue)
      // Started even for an empty queue, as AWS does; a second later the messages are in the queue again.
      const { TaskHandle } = await sqs.send(
        new StartMessageMoveTaskCommand({ SourceArn, DestinationArn: queueArn(route.queue) }),
      )
      return { queue: route.queue, deadLetterQueue: route.deadLetterQueue, messages, taskHandle: TaskHandle }
    },
    close: () => sqs.destroy(),
  }
}
