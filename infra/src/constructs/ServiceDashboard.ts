import { Duration } from "aws-cdk-lib/core"
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch"
import { Construct } from "constructs"
import type { EventConsumer } from "./EventConsumer.ts"
import type { HttpService } from "./HttpService.ts"
import { ownMetric } from "./OwnMetric.ts"
import type { ServiceStack } from "./ServiceStack.ts"

const minute = Duration.minutes(1)

/** A service on one page: requests, events, and the last errors with their trace ids. */
export class ServiceDashboard extends Construct {
  constructor(stack: ServiceStack, http: HttpService, consumer: EventConsumer) {
    super(stack, "Dashboard")
    const { service } = stack
    const own = (metricName: string, statistic: string) => ownMetric(service, metricName, statistic, minute)
    const graph = (title: string, left: ReadonlyArray<cloudwatch.IMetric>) =>
      new cloudwatch.GraphWidget({ title, left: [...left], width: 8 })
    const dashboard = new cloudwatch.Dashboard(this, "Page", {
      dashboardName: `tango-${stack.environmentTable.name}-${service}`,
      defaultInterval: Duration.hours(3),
    })
    dashboard.addWidgets(
      graph("Requests and faults", [
        http.metric("RequestCount", "Sum", minute),
        http.metric("HTTPCode_Target_4XX_Count", "Sum", minute),
        http.metric("HTTPCode_Target_5XX_Count", "Sum", minute),
      ]),
      graph("Seconds to answer", [
        http.metric("TargetResponseTime", "p50", minute),
        http.metric("TargetResponseTime", "p95", minute),
      ]),
      graph("Processor and memory, %", [
        http.service.metricCpuUtilization({ period: minute }),
        http.service.metricMemoryUtilization({ period: minute }),
      ]),
    )
    dashboard.addWidgets(
      graph("Events handled and failed", [own("MessagesProcessed", "Sum"), own("MessagesFailed", "Sum")]),
      graph("Waiting, seconds", [
        consumer.queue.metricApproximateAgeOfOldestMessage({ period: minute }),
        own("OutboxLagSeconds", "Maximum"),
      ]),
      graph("Dead letters", [consumer.deadLetters.metricApproximateNumberOfMessagesVisible({ period: minute })]),
    )
    dashboard.addWidgets(
      new cloudwatch.LogQueryWidget({
        title: "Last errors",
        width: 24,
        logGroupNames: [`/tango/${stack.environmentTable.name}/${service}`],
        queryLines: [
          "fields @timestamp, message, trace_id",
          "filter level = 'ERROR'",
          "sort @timestamp desc",
          "limit 20",
        ],
      }),
    )
  }
}
