import { type JobRoute, jobPeriodSeconds, jobRoutes } from "@tango/contracts/Topology"
import { Duration } from "aws-cdk-lib/core"
import * as lambda from "aws-cdk-lib/aws-lambda"
import * as scheduler from "aws-cdk-lib/aws-scheduler"
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets"
import { Construct } from "constructs"
import { acknowledge } from "./Acknowledge.ts"
import { alarm } from "./Alarm.ts"
import { ServiceFunction } from "./ServiceFunction.ts"
import type { Configuration, ServiceStack } from "./ServiceStack.ts"
import type { Environment } from "../Environments.ts"

/** The contracts' rate, or the environment's where that is the slower one. */
const scheduleIn = ({ jobMinutes }: Environment, route: JobRoute): string =>
  jobPeriodSeconds(route) < jobMinutes * 60 ? `rate(${jobMinutes} minutes)` : route.schedule

/** A service's work by the clock: a schedule and a function for each of its rows in the contracts. */
export class ScheduledJobs extends Construct {
  readonly functions: ReadonlyArray<lambda.Function>

  constructor(stack: ServiceStack, configuration: Configuration = {}) {
    super(stack, "Jobs")
    const { platform, runbook, service } = stack
    this.functions = jobRoutes
      .filter((one) => one.service === service)
      .map((route) => {
        const { function: handler } = new ServiceFunction(stack, `${route.name}Job`, {
          ...configuration,
          entry: route.entry,
          functionName: route.functionName,
          timeoutSeconds: route.timeoutSeconds,
          database: true,
        })
        platform.bus.grantPutEventsTo(handler)
        new scheduler.Schedule(this, route.name, {
          scheduleName: `${stack.environmentTable.name}-${route.functionName}`,
          schedule: scheduler.ScheduleExpression.expression(scheduleIn(stack.environmentTable, route)),
          target: new LambdaInvoke(handler, { retryAttempts: 2, maxEventAge: Duration.hours(1) }),
        })
        alarm(this, `${route.name}ErrorsAlarm`, {
          metric: handler.metricErrors({ period: Duration.minutes(15) }),
          threshold: 2,
          says: `${service}'s job ${route.name} fails.`,
          runbook,
          topic: platform.alarmTopic,
        })
        const made = handler.node.defaultChild
        const arn = made instanceof lambda.CfnFunction ? stack.getLogicalId(made) : ""
        acknowledge(stack, {
          [`AwsSolutions-IAM5[Resource::<${arn}.Arn>:*]`]: "The versions of the one function that the schedule calls.",
        })
        return handler
      })
  }
}
