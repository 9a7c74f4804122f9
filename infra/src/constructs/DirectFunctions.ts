import { directRoutes } from "@tango/contracts/Topology"
import { Duration } from "aws-cdk-lib/core"
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch"
import * as events from "aws-cdk-lib/aws-events"
import * as targets from "aws-cdk-lib/aws-events-targets"
import { SqsDestination } from "aws-cdk-lib/aws-lambda-destinations"
import * as sqs from "aws-cdk-lib/aws-sqs"
import { Construct } from "constructs"
import { acknowledge } from "./Acknowledge.ts"
import { alarm } from "./Alarm.ts"
import { ServiceFunction } from "./ServiceFunction.ts"
import type { Configuration, ServiceStack } from "./ServiceStack.ts"

/** A service's functions that a rule calls without a queue, each with one queue for what the bus or the function gave up. */
export class DirectFunctions extends Construct {
  constructor(stack: ServiceStack, configuration: Configuration = {}) {
    super(stack, "Direct")
    const { environmentTable, platform, service } = stack
    for (const route of directRoutes.filter((one) => one.service === service)) {
      const maxEventAge = Duration.hours(6)
      const failures = new sqs.Queue(this, `${route.name}Failures`, {
        encryption: sqs.QueueEncryption.SQS_MANAGED,
        enforceSSL: true,
        queueName: `${environmentTable.name}-${route.failureQueue}`,
        retentionPeriod: Duration.days(14),
      })
      const { function: handler } = new ServiceFunction(stack, `${route.name}Function`, {
        ...configuration,
        entry: route.entry,
        functionName: route.functionName,
        timeoutSeconds: route.timeoutSeconds,
        database: false,
      })
      handler.configureAsyncInvoke({
        onFailure: new SqsDestination(failures),
        retryAttempts: route.retryAttempts,
        maxEventAge,
      })
      new events.Rule(this, `${route.name}Rule`, {
        ruleName: `${environmentTable.name}-${route.rule}`,
        eventBus: platform.bus,
        eventPattern: { detailType: [...route.detailTypes] },
        targets: [new targets.LambdaFunction(handler, { deadLetterQueue: failures, retryAttempts: 185, maxEventAge })],
      })
      alarm(this, `${route.name}FailuresAlarm`, {
        metric: failures.metricApproximateNumberOfMessagesVisible({
          period: Duration.minutes(1),
          statistic: cloudwatch.Stats.MAXIMUM,
        }),
        threshold: 1,
        says: `${route.functionName} gave an event up.`,
        runbook: "docs/runbooks/dead-letters.md",
        topic: platform.alarmTopic,
      })
      acknowledge(failures, {
        "AwsSolutions-SQS3": "It is where failures go.",
        "Serverless-SQSRedrivePolicy": "It is where failures go.",
      })
    }
  }
}
