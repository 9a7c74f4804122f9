import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch"
import * as actions from "aws-cdk-lib/aws-cloudwatch-actions"
import type * as sns from "aws-cdk-lib/aws-sns"
import { Construct } from "constructs"

export interface AlarmOptions {
  readonly metric: cloudwatch.IMetric
  /** It rings when the metric is at or above this, `periods` times in a row. */
  readonly threshold: number
  readonly periods?: number
  /** What is the matter, in a sentence. */
  readonly says: string
  /** A file of this repository, with the heading where it has several: `services/billing/README.md#runbook`. */
  readonly runbook: `${string}.md` | `${string}.md#${string}`
  readonly topic: sns.ITopic
}

/** An alarm that says what is the matter and where to read what to do; a missing figure is a good one. */
export const alarm = (scope: Construct, id: string, options: AlarmOptions): cloudwatch.Alarm => {
  const made = new cloudwatch.Alarm(scope, id, {
    metric: options.metric,
    threshold: options.threshold,
    evaluationPeriods: options.periods ?? 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    alarmDescription: `${options.says} Runbook: ${options.runbook}`,
  })
  made.addAlarmAction(new actions.SnsAction(options.topic))
  made.addOkAction(new actions.SnsAction(options.topic))
  return made
}
