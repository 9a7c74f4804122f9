import { Duration } from "aws-cdk-lib/core"
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch"
import * as events from "aws-cdk-lib/aws-events"
import * as targets from "aws-cdk-lib/aws-events-targets"
import type * as lambda from "aws-cdk-lib/aws-lambda"
import { SqsDestination } from "aws-cdk-lib/aws-lambda-destinations"
import * as sqs from "aws-cdk-lib/aws-sqs"
import type { Construct } from "constructs"
import { acknowledge } from "./Acknowledge.ts"
import { alarm } from "./Alarm.ts"
import { ServiceFunction } from "./ServiceFunction.ts"
import type { Configuration, ServiceStack } from "./ServiceStack.ts"

const maxEventAge = Duration.hours(6)

/** Names without the environment's, and what the rule on which bus listens to. */
export interface DirectOptions extends Configuration {
  readonly name: string
  readonly entry: string
  readonly functionName: string
  readonly rule: string
  readonly failureQueue: string
  readonly timeoutSeconds: number
  readonly retryAttempts: number
  readonly eventBus: events.IEventBus
  readonly eventPattern: events.EventPattern
}

/** A function that a rule calls without a queue, with one queue for what the bus or the function gave up. */
export class DirectFunction {
  readonly function: lambda.Function

  constructor(scope: Construct, stack: ServiceStack, options: DirectOptions) {
    const { name, retryAttempts } = options
    const prefix = stack.environmentTable.name
    const failures = new sqs.Queue(scope, `${name}Failures`, {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      queueName: `${prefix}-${options.failureQueue}`,
      retentionPeriod: Duration.days(14),
    })
    this.function = new ServiceFunction(stack, `${name}Function`, { ...options, database: false }).function
    this.function.configureAsyncInvoke({ onFailure: new SqsDestination(failures), retryAttempts, maxEventAge })
    new events.Rule(scope, `${name}Rule`, {
      ruleName: `${prefix}-${options.rule}`,
      eventBus: options.eventBus,
      eventPattern: options.eventPattern,
      targets: [
        new targets.LambdaFunction(this.function, { deadLetterQueue: failures, retryAttempts: 185, maxEventAge }),
      ],
    })
    alarm(scope, `${name}FailuresAlarm`, {
      metric: failures.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      threshold: 1,
      says: `${options.functionName} gave an event up.`,
      runbook: "docs/runbooks/dead-letters.md",
      topic: stack.platform.alarmTopic,
    })
    acknowledge(failures, {
      "AwsSolutions-SQS3": "It is where failures go.",
      "Serverless-SQSRedrivePolicy": "It is where failures go.",
    })
  }
}
