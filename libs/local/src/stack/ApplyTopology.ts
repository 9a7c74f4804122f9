import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  ResourceAlreadyExistsException,
} from "@aws-sdk/client-eventbridge"
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs"
import { archiveDays } from "@tango/contracts/events/Envelope"
import { rulePattern } from "@tango/contracts/Topology"
import { credentials, eventBus } from "../Environment.ts"
import type { Topology } from "../Topology.ts"

type Route = Topology["consumerRoutes"][number]

const { region, accountId, accessKeyId, secretAccessKey } = credentials.aws

export const queueArn = (queue: string) => `arn:aws:sqs:${region}:${accountId}:${queue}`

export const awsOptions = (endpoint: string) => ({ endpoint, region, credentials: { accessKeyId, secretAccessKey } })

const fourteenDays = 14 * 24 * 60 * 60

const putQueue = async (sqs: SQSClient, QueueName: string, Attributes: Record<string, string>): Promise<void> => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }))
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
}

const putRoute = async (sqs: SQSClient, bridge: EventBridgeClient, route: Route): Promise<void> => {
  await putQueue(sqs, route.deadLetterQueue, { MessageRetentionPeriod: String(fourteenDays) })
  await putQueue(sqs, route.queue, {
    VisibilityTimeout: String(route.visibilityTimeoutSeconds),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: queueArn(route.deadLetterQueue),
      maxReceiveCount: route.maxReceiveCount,
    }),
  })
  const EventPattern = JSON.stringify(rulePattern(route))
  await bridge.send(new PutRuleCommand({ Name: route.rule, EventBusName: eventBus, EventPattern }))
  const target = {
    Id: "queue",
    Arn: queueArn(route.queue),
    // Fair queues: one noisy organization does not hold up the others.
    SqsParameters: { MessageGroupId: "$.detail.metadata.organizationid" },
    DeadLetterConfig: { Arn: queueArn(route.deadLetterQueue) },
  }
  await bridge.send(new PutTargetsCommand({ Rule: route.rule, EventBusName: eventBus, Targets: [target] }))
}

const putDirect = async (sqs: SQSClient, bridge: EventBridgeClient, route: Topology["directRoutes"][number]) => {
  await putQueue(sqs, route.failureQueue, { MessageRetentionPeriod: String(fourteenDays) })
  const rule = { Name: route.rule, EventBusName: eventBus, EventPattern: JSON.stringify(rulePattern(route)) }
  await bridge.send(new PutRuleCommand(rule))
  const target = {
    Id: "function",
    Arn: `arn:aws:lambda:${region}:${accountId}:function:${route.functionName}`,
    DeadLetterConfig: { Arn: queueArn(route.failureQueue) },
  }
  await bridge.send(new PutTargetsCommand({ Rule: route.rule, EventBusName: eventBus, Targets: [target] }))
}

/** Makes the bus, its archive, and each consumer's queues, rule and target, and each directly called function's, as the contracts say. Can be repeated. */
export const applyTopology = async (awsUrl: string, topology: Topology): Promise<void> => {
  const sqs = new SQSClient(awsOptions(awsUrl))
  const bridge = new EventBridgeClient(awsOptions(awsUrl))
  const unlessThere = (error: unknown) => {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error
  }
  try {
    await bridge.send(new CreateEventBusCommand({ Name: eventBus })).catch(unlessThere)
    const archive = {
      ArchiveName: eventBus,
      EventSourceArn: `arn:aws:events:${region}:${accountId}:event-bus/${eventBus}`,
      EventPattern: JSON.stringify({ source: [{ prefix: "tango." }] }),
      RetentionDays: archiveDays,
    }
    await bridge.send(new CreateArchiveCommand(archive)).catch(unlessThere)
    await Promise.all([
      ...topology.consumerRoutes.map((route) => putRoute(sqs, bridge, route)),
      ...topology.directRoutes.map((route) => putDirect(sqs, bridge, route)),
    ])
  } finally {
    sqs.destroy()
    bridge.destroy()
  }
}
