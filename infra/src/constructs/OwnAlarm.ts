import { Duration } from "aws-cdk-lib/core"
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch"
import { alarm } from "./Alarm.ts"
import { ownMetric } from "./OwnMetric.ts"
import type { ServiceStack } from "./ServiceStack.ts"

/** Rings when the service's own code has counted something that should not be, once in an hour. */
export const ownAlarm = (stack: ServiceStack, metricName: string, says: string): void => {
  alarm(stack, `${metricName}Alarm`, {
    metric: ownMetric(stack.service, metricName, cloudwatch.Stats.MAXIMUM, Duration.hours(1)),
    threshold: 1,
    says,
    runbook: stack.runbook,
    topic: stack.platform.alarmTopic,
  })
}
