import { bucketRoutes, serviceNames } from "@tango/contracts/Topology"
import { describe, expect, it } from "vitest"
import { environments } from "../../src/Environments.ts"
import { type Loose, synthesized } from "../support/Synthesized.ts"

const made = synthesized(environments.production)
const named = (name: string) => `production-${name}`

describe("a service as CloudFormation", () => {
  it.each(serviceNames)("runs %s as arm64, not as root, read-only, and takes a bad version back", (name) => {
    const [task] = made.ofType(name, "AWS::ECS::TaskDefinition")
    const container = task.ContainerDefinitions.find((one: Loose) => one.Name === "service")
    expect(container).toMatchObject({ User: "1000:1000", ReadonlyRootFilesystem: true, StopTimeout: 30 })
    expect(task.RuntimePlatform.CpuArchitecture).toBe("ARM64")
    expect(container.HealthCheck.Command).toEqual(["CMD", "node", "/app/health.mjs"])
    const traces = task.ContainerDefinitions.find((one: Loose) => one.Name === "traces")
    expect(traces).toMatchObject({ Essential: false, ReadonlyRootFilesystem: true })
    expect(container.Environment).toContainEqual({
      Name: "OTEL_EXPORTER_OTLP_ENDPOINT",
      Value: "http://127.0.0.1:4318",
    })
    const [service] = made.ofType(name, "AWS::ECS::Service")
    expect(service.DeploymentConfiguration.DeploymentCircuitBreaker).toEqual({ Enable: true, Rollback: true })
    expect(
      made
        .ofType(name, "AWS::Lambda::Function")
        .filter((one) => one.FunctionName)
        .map((one) => [one.Runtime, one.Architectures[0]]),
    ).toSatisfy((all: ReadonlyArray<[string, string]>) => all.every(([a, b]) => a === "nodejs24.x" && b === "arm64"))
  })

  it.each(bucketRoutes.map(({ service }) => service))(
    "lets whoever reads %s's files ask for one that is not there: S3 says 404 only to who may list",
    (name) => {
      const statements = made
        .ofType(name, "AWS::IAM::Policy")
        .map(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }: Loose) => Action))
      const readers = statements.filter((actions) => actions.includes("s3:GetObject"))
      expect(readers.length).toBeGreaterThan(0)
      for (const actions of readers) expect(actions).toContain("s3:ListBucket")
    },
  )

  it.each(serviceNames)("needs no other stack for %s but what the platform publishes and people have set", (name) => {
    const { Parameters = {}, Resources } = made.template(name)
    expect(JSON.stringify(Resources)).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput/)
    const read = Object.values(Parameters).flatMap(({ Default, Type }: Loose) =>
      String(Type).startsWith("AWS::SSM::Parameter::Value") ? [String(Default)] : [],
    )
    const offered = made.ofType("platform", "AWS::SSM::Parameter").map((one) => String(one.Name))
    expect(offered.filter((one) => read.includes(one)).length).toBeGreaterThan(8)
    const byHand = ["stytch-project-id", "stytch-public-token", "email-from"].map(
      (one) => `/tango/production/config/${one}`,
    )
    const known = [...offered, ...byHand, "/cdk-bootstrap/hnb659fds/version"]
    expect(read.filter((one) => !known.includes(one))).toEqual([])
  })

  it.each(serviceNames)("changes %s only after its migrations, and those after its database is there", (name) => {
    const { Resources } = made.template(name)
    const dependsOn = (type: string) =>
      Object.values(Resources).flatMap((one) => (one.Type === type ? [one.DependsOn ?? []].flat() : []))
    const ids = Object.keys(Resources)
    const migrated =
      ids.find((id) => id.startsWith("DatabaseMigrated") && Resources[id]?.Type === "Custom::Trigger") ?? "none"
    const provisioned =
      ids.find((id) => id.startsWith("DatabaseProvisioned") && Resources[id]?.Type === "Custom::Trigger") ?? "none"
    expect(dependsOn("AWS::ECS::Service")).toContain(migrated)
    const consumer = Object.values(Resources).find((one) => one.Properties?.FunctionName === named(`${name}-consumer`))
    expect([consumer?.DependsOn ?? []].flat()).toContain(migrated)
    expect([Resources[migrated]?.DependsOn ?? []].flat()).toContain(provisioned)
  })

  it.each(serviceNames)(
    "lets %s log in as its own roles alone, and its server and consumer not as the owner",
    (name) => {
      const policies = made.ofType(name, "AWS::IAM::Policy")
      const logIns = policies.flatMap(({ PolicyDocument, PolicyName }) =>
        PolicyDocument.Statement.filter((one: Loose) => one.Action === "rds-db:connect").map((one: Loose) => [
          PolicyName,
          JSON.stringify(one.Resource),
        ]),
      )
      expect(logIns.length).toBeGreaterThan(2)
      for (const [policy, resources] of logIns) {
        expect(
          resources.match(/\/\w+_(owner|app|system)"/g)?.every((role: string) => role.startsWith(`/${name}_`)),
        ).toBe(true)
        if (!/Migrate/.test(policy)) expect(resources).not.toContain("_owner")
      }
    },
  )

  it.each(serviceNames)("shows %s on a page: requests, events and the last errors of its own log", (name) => {
    const [{ DashboardBody, DashboardName }] = made.ofType(name, "AWS::CloudWatch::Dashboard")
    expect(DashboardName).toBe(`tango-production-${name}`)
    const body = JSON.stringify(DashboardBody).replaceAll("\\", "")
    for (const metric of ["RequestCount", "HTTPCode_Target_5XX_Count", "TargetResponseTime", "CPUUtilization"])
      expect(body).toContain(`"${metric}"`)
    for (const metric of ["MessagesProcessed", "MessagesFailed", "OutboxLagSeconds"])
      expect(body).toContain(`"Tango","${metric}","service","${name}"`)
    for (const metric of ["ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"])
      expect(body).toContain(`"${metric}"`)
    expect(body).toContain(`SOURCE '/tango/production/${name}'`)
    expect(body).toContain("trace_id")
  })
})
