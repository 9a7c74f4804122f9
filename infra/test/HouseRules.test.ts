import { describe, expect, it } from "vitest"
import { root } from "../src/constructs/Bundle.ts"
import { houseFindings, repositoryAt } from "../src/checks/HouseRules.ts"

const repository = repositoryAt(root)
const rulesBroken = (Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>) =>
  houseFindings({ Resources }, repository).map(({ rule }) => rule)

const dlq = { Type: "AWS::SQS::Queue" }
const queue = {
  Type: "AWS::SQS::Queue",
  Properties: { RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Dlq", "Arn"] } } },
}
const alarmOf = (id: string) => ({
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    Namespace: "AWS/SQS",
    Dimensions: [{ Value: { "Fn::GetAtt": [id, "QueueName"] } }],
    AlarmDescription: "It waits. Runbook: docs/runbooks/dead-letters.md",
  },
})
const alarm = (description: string, metric = "OutboxLagSeconds") => ({
  A: {
    Type: "AWS::CloudWatch::Alarm",
    Properties: { Namespace: "Tango", MetricName: metric, AlarmDescription: description },
  },
})
const policy = (Effect: string, Action: string) => ({
  P: { Type: "AWS::IAM::Policy", Properties: { PolicyDocument: { Statement: [{ Effect, Action, Resource: "x" }] } } },
})

describe("the house rules", () => {
  it("pass what keeps them", () => {
    expect(rulesBroken({ Queue: queue, Dlq: dlq, A: alarmOf("Queue"), B: alarmOf("Dlq") })).toEqual([])
    expect(rulesBroken(alarm("Late. Runbook: services/billing/README.md#runbook"))).toEqual([])
    expect(rulesBroken(policy("Deny", "s3:*"))).toEqual([])
  })

  it("find a queue without a dead-letter queue, and one without an alarm", () => {
    expect(rulesBroken({ Queue: dlq, A: alarmOf("Queue") })).toEqual(["queue"])
    expect(rulesBroken({ Queue: queue, Dlq: dlq, A: alarmOf("Queue") })).toEqual(["alarm"])
  })

  it("find an alarm without a runbook, and one whose file or heading is not there", () => {
    expect(rulesBroken(alarm("Late."))).toEqual(["runbook"])
    expect(rulesBroken(alarm("Late. Runbook: docs/runbooks/none.md"))).toEqual(["runbook"])
    expect(rulesBroken(alarm("Late. Runbook: services/billing/README.md#nothing"))).toEqual(["runbook"])
  })

  it("find an alarm on a metric that no code emits", () => {
    expect(rulesBroken(alarm("Late. Runbook: docs/runbooks/outbox.md", "OutboxLag"))).toEqual(["metric"])
  })

  it("find wildcard actions, and logs that are kept for ever or are not ours", () => {
    expect(rulesBroken(policy("Allow", "s3:Get*"))).toEqual(["action"])
    expect(rulesBroken({ L: { Type: "AWS::Logs::LogGroup", Properties: {} } })).toEqual(["logs"])
    expect(rulesBroken({ F: { Type: "AWS::Lambda::Function", Properties: {} } })).toEqual(["logs"])
  })
})
