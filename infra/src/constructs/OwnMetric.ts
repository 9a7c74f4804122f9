import type { ServiceName } from "@tango/contracts/Topology"
import type { Duration } from "aws-cdk-lib/core"
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch"

/** A figure that a service's code emits by `emitMetric`. */
export const ownMetric = (
  service: ServiceName,
  metricName: string,
  statistic: string,
  period: Duration,
): cloudwatch.Metric =>
  new cloudwatch.Metric({ namespace: "Tango", metricName, dimensionsMap: { service }, statistic, period })
