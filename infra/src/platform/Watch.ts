import { Duration } from "aws-cdk-lib/core"
import * as budgets from "aws-cdk-lib/aws-budgets"
import * as elb from "aws-cdk-lib/aws-elasticloadbalancingv2"
import * as iam from "aws-cdk-lib/aws-iam"
import type * as rds from "aws-cdk-lib/aws-rds"
import * as sns from "aws-cdk-lib/aws-sns"
import { Construct } from "constructs"
import { alarm } from "../constructs/Alarm.ts"
import type { Environment } from "../Environments.ts"

interface Watched {
  readonly cluster: rds.DatabaseCluster
  readonly loadBalancer: elb.ApplicationLoadBalancer
}

const minutes = Duration.minutes(5)

/** Where alarms go, and those of the platform itself: database, entrance and money. */
export class Watch extends Construct {
  readonly topic: sns.Topic

  constructor(scope: Construct, environment: Environment, { cluster, loadBalancer }: Watched) {
    super(scope, "Watch")
    this.topic = new sns.Topic(this, "Alarms", { topicName: `tango-${environment.name}-alarms`, enforceSSL: true })
    for (const service of ["cloudwatch", "budgets"])
      this.topic.grantPublish(new iam.ServicePrincipal(`${service}.amazonaws.com`))
    const capacity = cluster.metricACUUtilization({ period: minutes, statistic: "Average" })
    const faults = loadBalancer.metrics.httpCodeElb(elb.HttpCodeElb.ELB_5XX_COUNT, { period: minutes })
    alarm(this, "DatabaseCapacity", {
      metric: capacity,
      threshold: 80,
      periods: 3,
      says: "The database has used four fifths of its largest capacity for fifteen minutes.",
      runbook: "docs/runbooks/database.md",
      topic: this.topic,
    })
    alarm(this, "EntranceFaults", {
      metric: faults,
      threshold: 20,
      periods: 2,
      says: "The load balancer itself answers 5xx: no healthy task, or none in time.",
      runbook: "docs/runbooks/edge.md",
      topic: this.topic,
    })
    this.budget(environment)
  }

  private budget(environment: Environment): void {
    const notify = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
      notification: { notificationType, comparisonOperator: "GREATER_THAN", threshold, thresholdType: "PERCENTAGE" },
      subscribers: [{ subscriptionType: "SNS", address: this.topic.topicArn }],
    })
    new budgets.CfnBudget(this, "Budget", {
      budget: {
        budgetName: `tango-${environment.name}`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        budgetLimit: { amount: environment.budgetUsd, unit: "USD" },
        costFilters: { TagKeyValue: [`user:tango:environment$${environment.name}`] },
      },
      notificationsWithSubscribers: [notify("ACTUAL", 80), notify("ACTUAL", 100), notify("FORECASTED", 100)],
    })
  }
}
