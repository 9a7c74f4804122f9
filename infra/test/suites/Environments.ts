import { consumerRoutes, jobRoutes, serviceNames } from "@tango/contracts/Topology"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "../../src/constructs/Bundle.ts"
import { type Environment, environmentOf, environments } from "../../src/Environments.ts"
import { synthesized } from "../support/Synthesized.ts"
import { withProviders } from "./Providers.ts"

// Production is looked at as a whole elsewhere; dev is the one with other providers.
describe.each<Environment>([withProviders, environments.staging])("$name as CloudFormation", (environment) => {
  const made = synthesized(environment)
  const all = (type: string) => ["platform", ...serviceNames].flatMap((name) => made.ofType(name, type))

  it("has no finding, and its own names", () => {
    expect(made.findings).toEqual([])
    expect(made.stacks).toContain(`tango-${environment.name}-platform`)
    expect(made.stacks.includes(`tango-${environment.name}-waf`)).toBe(environment.waf)
    for (const queue of all("AWS::SQS::Queue").filter(({ QueueName }) => QueueName))
      expect(queue.QueueName).toMatch(new RegExp(`^${environment.name}-`))
  })

  it("has the database, tasks and ways out of its row", () => {
    const { database, nat, tasks } = environment
    const [cluster] = all("AWS::RDS::DBCluster")
    expect(cluster.ServerlessV2ScalingConfiguration).toEqual({
      MinCapacity: database.minCapacity,
      MaxCapacity: database.maxCapacity,
      ...(database.pauseMinutes === undefined ? {} : { SecondsUntilAutoPause: database.pauseMinutes * 60 }),
    })
    expect(cluster.BackupRetentionPeriod).toBe(database.backupDays)
    expect(all("AWS::RDS::DBInstance")).toHaveLength(1 + database.readers)
    expect(all("AWS::ECS::Service").map(({ DesiredCount }) => DesiredCount)).toEqual(serviceNames.map(() => tasks.min))
    expect(all("AWS::ApplicationAutoScaling::ScalableTarget").map(({ MaxCapacity }) => MaxCapacity)).toEqual(
      serviceNames.map(() => tasks.max),
    )
    expect(all("AWS::EC2::NatGateway")).toHaveLength(nat.kind === "gateway" ? nat.count : 0)
    for (const mapping of all("AWS::Lambda::EventSourceMapping"))
      expect(mapping.ScalingConfig.MaximumConcurrency).toBe(environment.consumerConcurrency)
    expect(all("AWS::Lambda::EventSourceMapping")).toHaveLength(consumerRoutes.length)
  })

  it("keeps logs and data as long as its row says", () => {
    for (const group of all("AWS::Logs::LogGroup")) expect(group.RetentionInDays).toBe(environment.logDays)
    expect(all("AWS::RDS::DBCluster")[0].DeletionProtection).toBe(environment.keep)
    const policies = Object.values(made.template("platform").Resources)
      .filter(({ Type }) => Type === "AWS::RDS::DBCluster")
      .map((cluster) => Reflect.get(cluster, "DeletionPolicy"))
    expect(policies).toEqual([environment.keep ? "Snapshot" : "Delete"])
  })

  it("wakes a database that may sleep no more often than its row says", () => {
    const schedules = all("AWS::Scheduler::Schedule").map(({ ScheduleExpression }) => ScheduleExpression)
    expect(schedules).toHaveLength(jobRoutes.length)
    expect(schedules.includes("rate(1 minute)")).toBe(environment.jobMinutes === 1)
    expect(schedules).toContain("rate(1 day)")
    for (const target of all("AWS::ElasticLoadBalancingV2::TargetGroup").filter(
      ({ TargetType }) => TargetType === "ip",
    ))
      expect(target.HealthCheckPath).toMatch(/\/health\/live$/)
  })
})

it("an environment that there is not is told which there are", () => {
  expect(() => environmentOf("prod")).toThrow('There is no environment "prod": it is one of dev, staging, production')
})

it("an environment that there is not ends the synthesis with one line and no template", () => {
  const { status, stderr } = spawnSync(process.execPath, ["src/app.ts"], {
    cwd: join(root, "infra"),
    encoding: "utf8",
    env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ env: "prod" }) },
  })
  expect(status).toBe(1)
  expect(stderr.trim()).toBe('There is no environment "prod": it is one of dev, staging, production')
})
