import {
  consumerRoutes,
  directRoutes,
  eventBusName,
  jobRoutes,
  serviceNames,
  serviceRoutes,
  webhookRoutes,
} from "@tango/contracts/Topology"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { environments } from "../../src/Environments.ts"
import { type Loose, synthesized } from "../support/Synthesized.ts"

const made = synthesized(environments.production)

const named = (name: string) => `production-${name}`

describe("production as CloudFormation", () => {
  it("is the platform, its firewall and a stack per service", () => {
    expect(made.stacks.toSorted()).toEqual(
      ["platform", "waf", ...serviceNames].map((name) => `tango-production-${name}`).toSorted(),
    )
  })

  it("has no finding, and a reason for each that is meant", () => {
    expect(made.findings).toEqual([])
    expect(made.report.pluginReports.map((one: Loose) => one.pluginName)).toContain("AwsSolutions")
  })

  it("rings when billing's copy is not what Stripe has, or could not be compared", () => {
    const alarms = made.ofType("billing", "AWS::CloudWatch::Alarm")
    for (const name of ["BillingDrift", "SeatDrift", "CreditDrift", "ReconcileFailures"]) {
      const found = alarms.find((one: Loose) => one.MetricName === name)
      expect(found).toMatchObject({ Threshold: 1, Dimensions: [{ Name: "service", Value: "billing" }] })
    }
  })

  it("has the listener rules, queues, rules and schedules that the contracts have, and no others", () => {
    const rules = serviceNames.flatMap((name) => made.ofType(name, "AWS::ElasticLoadBalancingV2::ListenerRule"))
    expect(
      Object.fromEntries(rules.map((rule) => [rule.Priority, rule.Conditions[0].PathPatternConfig.Values[0]])),
    ).toEqual({
      ...Object.fromEntries(serviceRoutes.map((route) => [route.priority, route.pathPattern])),
      ...Object.fromEntries(webhookRoutes.map((route) => [route.priority, route.path])),
    })
    for (const route of consumerRoutes) {
      const queues = made.ofType(route.consumer, "AWS::SQS::Queue")
      const direct = directRoutes.filter(({ service }) => service === route.consumer)
      expect(queues.map((queue) => String(queue.QueueName)).toSorted()).toEqual(
        [route.queue, route.deadLetterQueue, ...direct.map(({ failureQueue }) => failureQueue)].map(named).toSorted(),
      )
      const queue = queues.find(({ QueueName }) => QueueName === named(route.queue))
      expect(queue.RedrivePolicy.maxReceiveCount).toBe(route.maxReceiveCount)
      expect(queue.VisibilityTimeout).toBe(route.visibilityTimeoutSeconds)
      const listening = made.ofType(route.consumer, "AWS::Events::Rule")
      expect(
        Object.fromEntries(listening.map(({ EventPattern, Name }) => [Name, EventPattern["detail-type"]])),
      ).toEqual(Object.fromEntries([route, ...direct].map(({ detailTypes, rule }) => [named(rule), detailTypes])))
      const rule = listening.find(({ Name }) => Name === named(route.rule))
      expect(rule.EventPattern).toEqual({ "detail-type": route.detailTypes })
      expect(rule.Targets[0].SqsParameters).toEqual({ MessageGroupId: "$.detail.metadata.organizationid" })
      const [mapping] = made.ofType(route.consumer, "AWS::Lambda::EventSourceMapping")
      expect(mapping).toMatchObject({
        BatchSize: route.batchSize,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        ScalingConfig: {
          MaximumConcurrency: Math.min(route.maxConcurrency, environments.production.consumerConcurrency),
        },
      })
    }
    const asynchronous = serviceNames.flatMap((name) => made.ofType(name, "AWS::Lambda::EventInvokeConfig"))
    expect(asynchronous.map(({ MaximumRetryAttempts }) => MaximumRetryAttempts)).toEqual(
      directRoutes.map(({ retryAttempts }) => retryAttempts),
    )
    for (const { DestinationConfig } of asynchronous)
      expect(JSON.stringify(DestinationConfig.OnFailure.Destination)).toMatch(/Failures/)
    const schedules = serviceNames.flatMap((name) => made.ofType(name, "AWS::Scheduler::Schedule"))
    expect(Object.fromEntries(schedules.map((one) => [one.Name, one.ScheduleExpression]))).toEqual(
      Object.fromEntries(jobRoutes.map((route) => [named(route.functionName), route.schedule])),
    )
    const functions = serviceNames.flatMap((name) => made.ofType(name, "AWS::Lambda::Function"))
    const timeouts = Object.fromEntries(functions.map((one) => [one.FunctionName, one.Timeout]))
    for (const { functionName, timeoutSeconds } of [...consumerRoutes, ...directRoutes, ...jobRoutes])
      expect(timeouts[named(functionName)]).toBe(timeoutSeconds)
    expect(made.ofType("platform", "AWS::Events::EventBus")).toMatchObject([{ Name: named(eventBusName) }])
  })

  it("tells identity that two proxies of ours stand before it", () => {
    const [{ ContainerDefinitions }] = made.ofType("identity", "AWS::ECS::TaskDefinition")
    const { Environment } = ContainerDefinitions.find((one: Loose) => one.Name === "service")
    expect(Environment).toContainEqual({ Name: "TRUSTED_PROXIES", Value: "2" })
  })

  it("gives notifications' server what it speaks to the provider with, and what it signs links with", () => {
    const [{ ContainerDefinitions }] = made.ofType("notifications", "AWS::ECS::TaskDefinition")
    const { Environment, Secrets } = ContainerDefinitions.find((one: Loose) => one.Name === "service")
    expect(Secrets.map(({ Name }: Loose) => Name).toSorted()).toEqual(["RESEND_API_KEY", "UNSUBSCRIBE_SECRET"])
    expect(Environment.map(({ Name }: Loose) => Name)).toContain("EMAIL_FROM")
  })

  it("has the platform as it was", () => {
    const resources = Object.entries(made.template("platform").Resources).map(([id, { Properties, Type }]) => [
      id,
      Type,
      Properties,
    ])
    // The CDK's own helpers change with its version.
    expect(resources.filter(([id]) => !/CustomResourceProvider/.test(String(id)))).toMatchSnapshot()
  })

  it("keeps no secret in a template", () => {
    for (const name of serviceNames) {
      const text = readFileSync(join(made.outdir, `tango-production-${name}.template.json`), "utf8")
      expect(text).not.toMatch(/sk_(test|live)_|whsec_[A-Za-z0-9]|"re_\w{8}/)
    }
  })
})
