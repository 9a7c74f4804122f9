import { webhookRoutes } from "@tango/contracts/Topology"
import { Duration } from "aws-cdk-lib/core"
import * as elb from "aws-cdk-lib/aws-elasticloadbalancingv2"
import { LambdaTarget } from "aws-cdk-lib/aws-elasticloadbalancingv2-targets"
import { Construct } from "constructs"
import { alarm } from "./Alarm.ts"
import { ServiceFunction } from "./ServiceFunction.ts"
import type { Configuration, ServiceStack } from "./ServiceStack.ts"

/** The functions that answer providers' webhooks for a service, each behind its rule at the load balancer. */
export class WebhookEndpoint extends Construct {
  constructor(stack: ServiceStack, configuration: Configuration) {
    super(stack, "Webhook")
    const { platform, runbook, service } = stack
    for (const route of webhookRoutes.filter((one) => one.service === service)) {
      const { function: handler } = new ServiceFunction(stack, `${route.provider}WebhookFunction`, {
        ...configuration,
        entry: route.entry,
        functionName: route.functionName,
        timeoutSeconds: 15,
        database: false,
      })
      platform.bus.grantPutEventsTo(handler)
      const target = new elb.ApplicationTargetGroup(this, `${route.provider}Target`, {
        targetType: elb.TargetType.LAMBDA,
        targets: [new LambdaTarget(handler)],
      })
      new elb.ApplicationListenerRule(this, `${route.provider}Rule`, {
        listener: platform.listener,
        priority: route.priority,
        conditions: [elb.ListenerCondition.pathPatterns([route.path])],
        action: elb.ListenerAction.forward([target]),
      })
      alarm(this, `${route.provider}ErrorsAlarm`, {
        metric: handler.metricErrors({ period: Duration.minutes(5) }),
        threshold: 3,
        says: `${route.provider}'s webhooks are not taken; it will send them again for a while.`,
        runbook,
        topic: platform.alarmTopic,
      })
    }
  }
}
