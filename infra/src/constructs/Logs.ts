import { RemovalPolicy } from "aws-cdk-lib/core"
import * as logs from "aws-cdk-lib/aws-logs"
import type { Construct } from "constructs"
import type { Environment } from "../Environments.ts"

const days = {
  7: logs.RetentionDays.ONE_WEEK,
  30: logs.RetentionDays.ONE_MONTH,
  90: logs.RetentionDays.THREE_MONTHS,
}

/** How long the environment keeps its logs. */
export const logDays = ({ logDays }: Environment): logs.RetentionDays => days[logDays]

/** The logs of one function or task, `/tango/<environment>/<name>`. */
export const logGroup = (scope: Construct, environment: Environment, name: string): logs.LogGroup =>
  new logs.LogGroup(scope, "Logs", {
    logGroupName: `/tango/${environment.name}/${name}`,
    retention: logDays(environment),
    removalPolicy: RemovalPolicy.DESTROY,
  })
