import { type ConsumerRoute, consumerRoutes, rulePattern } from "@tango/contracts/Topology"
import { Duration } from "aws-cdk-lib/core"
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch"
import * as events from "aws-cdk-lib/aws-events"
import * as targets from "aws-cdk-lib/aws-events-targets"
import type * as lambda from "aws-cdk-lib/aws-lambda"
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources"
import * as sqs from "aws-cdk-lib/aws-sqs"
import { Construct } from "constructs"
import { acknowledge } from "./Acknowledge.ts"
import { alarm } from "./Alarm.ts"
import { ownMetric } from "./OwnMetric.ts"
import { ServiceFunction } from "./ServiceFunction.ts"
import type { Configuration, ServiceStack } from "./ServiceStack.ts"

const fourteenDays = Duration.days(14)

/** A service's ear: rule, queue, dead-letter queue behind both, and the function that empties the queue, as the contracts say. */
export class EventConsumer extends Construct {
  readonly queue: sqs.Queue
  readonly deadLetters: sqs.Queue
  readonly function: lambda.Function

  constructor(stack: ServiceStack, configuration: Configuration = {}) {
    super(stack, "Consumer")
    const route = routeOf(stack)
    const prefix = stack.environmentTable.name
    const shared = { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true } as const
    this.deadLetters = new sqs.Queue(this, "DeadLetters", {
      ...shared,
      queueName: `${prefix}-${route.deadLetterQueue}`,
      retentionPeriod: fourteenDays,
    })
    this.queue = new sqs.Queue(this, "Queue", {
      ...shared,
      queueName: `${prefix}-${route.queue}`,
      retentionPeriod: Duration.days(7),
      visibilityTimeout: Duration.seconds(route.visibilityTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: route.maxReceiveCount },
    })
    new events.Rule(this, "Rule", {
      ruleName: `${prefix}-${route.rule}`,
      eventBus: stack.platform.bus,
      eventPattern: { detailType: [...rulePattern(route)["detail-type"]] },
      targets: [
        new targets.SqsQueue(this.queue, {
          deadLetterQueue: this.deadLetters,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
          // Fair queues: one organization's flood does not hold up the others.
          messageGroupId: "$.detail.metadata.organizationid",
        }),
      ],
    })
    this.function = new ServiceFunction(stack, "ConsumerFunction", {
      ...configuration,
      entry: route.entry,
      functionName: route.functionName,
      timeoutSeconds: route.timeoutSeconds,
      database: true,
      variables: {
        ...configuration.variables,
        QUEUE_URL: this.queue.queueUrl,
        DEAD_LETTER_QUEUE_URL: this.deadLetters.queueUrl,
      },
    }).function
    this.function.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: route.batchSize,
        reportBatchItemFailures: true,
        maxConcurrency: Math.min(route.maxConcurrency, stack.environmentTable.consumerConcurrency),
      }),
    )
    this.deadLetters.grantSendMessages(this.function)
    stack.platform.bus.grantPutEventsTo(this.function)
    acknowledge(stack, {
      "Serverless-LambdaEventSourceMappingDestination":
        "Destinations are for streams; a queue has its dead-letter queue.",
    })
    acknowledge(this.deadLetters, {
      "AwsSolutions-SQS3": "It is the dead-letter queue.",
      "Serverless-SQSRedrivePolicy": "It is the dead-letter queue.",
    })
    this.watch(stack)
  }

  private watch(stack: ServiceStack): void {
    const { runbook, service } = stack
    const topic = stack.platform.alarmTopic
    const period = Duration.minutes(1)
    const most = { period, statistic: cloudwatch.Stats.MAXIMUM }
    alarm(this, "DeadLettersAlarm", {
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible(most),
      threshold: 1,
      says: `${service} could not handle an event.`,
      runbook: "docs/runbooks/dead-letters.md",
      topic,
    })
    alarm(this, "QueueAgeAlarm", {
      metric: this.queue.metricApproximateAgeOfOldestMessage(most),
      threshold: 300,
      periods: 5,
      says: `${service} is five minutes behind with its events.`,
      runbook: "docs/runbooks/dead-letters.md",
      topic,
    })
    alarm(this, "FailedAlarm", {
      metric: ownMetric(service, "MessagesFailed", cloudwatch.Stats.SUM, Duration.minutes(5)),
      threshold: 20,
      periods: 3,
      says: `${service} fails at events again and again.`,
      runbook,
      topic,
    })
    alarm(this, "ErrorsAlarm", {
      metric: this.function.metricErrors({ period: Duration.minutes(5) }),
      threshold: 5,
      says: `${service}'s consumer fails as a whole: a wrong configuration, or no database.`,
      runbook,
      topic,
    })
  }
}

const routeOf = ({ service }: ServiceStack): ConsumerRoute => {
  const route = consumerRoutes.find(({ consumer }) => consumer === service)
  if (route === undefined) throw new Error(`${service} has no row in consumerRoutes`)
  return route
}
