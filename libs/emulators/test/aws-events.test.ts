import * as Bridge from "@aws-sdk/client-eventbridge"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { arnOf, openAws, type AwsUnderTest } from "./awsHarness.ts"

let aws: AwsUnderTest
const busArn = "arn:aws:events:us-east-1:000000000000:event-bus/b"
beforeAll(async () => {
  aws = await openAws()
  await aws.raw("events", "CreateEventBus", { Name: "b", Description: "one", Tags: [{ Key: "k", Value: "v" }] })
  await aws.raw("events", "PutRule", { Name: "r", EventBusName: "b", EventPattern: '{"source":["s"]}' })
})
afterAll(() => aws.close())

const violated = (value: string, at: string, constraint: string) =>
  `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: ${constraint}`
const nameShape = "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+"
const target = (more: object) => ({ Rule: "r", EventBusName: "b", Targets: [{ Id: "t", Arn: arnOf("q"), ...more }] })
const replay = (more: object) => ({
  ReplayName: "x",
  EventSourceArn: "arn:aws:events:us-east-1:000000000000:archive/none",
  Destination: { Arn: busArn },
  EventStartTime: 1,
  EventEndTime: 2,
  ...more,
})

/** Operation, input, error, message. */
type Case = readonly [string, object, string, string]
const cases: ReadonlyArray<Case> = [
  [
    "CreateEventBus",
    { Name: "a b" },
    "ValidationException",
    violated("a b", "name", "Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+"),
  ],
  ["CreateEventBus", { Name: "a/b" }, "ValidationException", "Event bus name must not contain '/'."],
  ["CreateEventBus", { Name: "b" }, "ResourceAlreadyExistsException", "Event bus b already exists."],
  ["UpdateEventBus", { Name: "no" }, "ResourceNotFoundException", "Event bus no does not exist."],
  ["DeleteEventBus", { Name: "default" }, "ValidationException", "Cannot delete event bus default."],
  [
    "PutPermission",
    { EventBusName: "no", Action: "events:PutEvents", Principal: "*", StatementId: "s" },
    "ResourceNotFoundException",
    "Event bus no does not exist.",
  ],
  [
    "RemovePermission",
    { EventBusName: "b", StatementId: "s" },
    "ResourceNotFoundException",
    "Statement with the provided id does not exist.",
  ],
  ["PutRule", { Name: "a b", EventPattern: "{}" }, "ValidationException", violated("a b", "name", nameShape)],
  [
    "PutRule",
    { Name: "a", EventPattern: '{"a":[1]}', State: "ON" },
    "ValidationException",
    violated(
      "ON",
      "state",
      "Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]",
    ),
  ],
  [
    "PutRule",
    { Name: "a" },
    "ValidationException",
    "Parameter(s) EventPattern or ScheduleExpression must be specified.",
  ],
  [
    "ListRules",
    { Limit: 101 },
    "ValidationException",
    violated("101", "limit", "Member must have value less than or equal to 100"),
  ],
  [
    "PutTargets",
    target({ Arn: "q" }),
    "ValidationException",
    "Parameter q is not valid. Reason: Provided Arn is not in correct format.",
  ],
  [
    "PutTargets",
    target({ Arn: arnOf("q.fifo") }),
    "ValidationException",
    "Parameter(s) SqsParameters must be specified for target: t.",
  ],
  ["PutTargets", target({ Id: "!" }), "ValidationException", violated("!", "targets.1.member.id", nameShape)],
  [
    "PutTargets",
    target({ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }),
    "ValidationException",
    violated(
      "59",
      "targets.1.member.retryPolicy.maximumEventAgeInSeconds",
      "Member must have value greater than or equal to 60",
    ),
  ],
  [
    "PutTargets",
    target({ InputTransformer: { InputTemplate: '"<nothing>"' } }),
    "ValidationException",
    "InputTemplate for target t contains invalid placeholder nothing.",
  ],
  [
    "PutTargets",
    target({ InputTransformer: {} }),
    "ValidationException",
    "1 validation error detected: Value null at 'targets.1.member.inputTransformer.inputTemplate' failed to satisfy constraint: Member must not be null",
  ],
  ["PutTargets", target({ InputPath: 5 }), "SerializationException", "A part of a target has another type."],
  [
    "TagResource",
    { ResourceARN: "arn:aws:events:us-east-1:000000000000:rule/no", Tags: [] },
    "ResourceNotFoundException",
    "Rule no does not exist on EventBus default.",
  ],
  [
    "ListTagsForResource",
    { ResourceARN: "arn:aws:events:us-east-1:000000000000:event-bus/no" },
    "ResourceNotFoundException",
    "Event bus no does not exist.",
  ],
  [
    "CreateArchive",
    { ArchiveName: "a", EventSourceArn: "arn:aws:events:us-east-1:000000000000:event-bus/no" },
    "ResourceNotFoundException",
    "Event bus no does not exist.",
  ],
  [
    "UpdateArchive",
    { ArchiveName: "no" },
    "ValidationException",
    "At least one of EventPattern, RetentionDays or Description must be provided.",
  ],
  ["UpdateArchive", { ArchiveName: "no", RetentionDays: 1 }, "ResourceNotFoundException", "Archive no does not exist."],
  [
    "StartReplay",
    replay({}),
    "ValidationException",
    "Parameter EventSourceArn is not valid. Reason: Archive none does not exist.",
  ],
  ["DescribeReplay", { ReplayName: "no" }, "ResourceNotFoundException", "Replay no does not exist."],
  [
    "PutEvents",
    {},
    "ValidationException",
    "1 validation error detected: Value null at 'entries' failed to satisfy constraint: Member must not be null",
  ],
  [
    "PutEvents",
    { Entries: [{}], EndpointId: "x" },
    "ValidationException",
    violated(
      "x",
      "endpointId",
      "Member must satisfy regular expression pattern: ^[A-Za-z0-9\\-]+[\\.][A-Za-z0-9\\-]+$",
    ),
  ],
  [
    "TestEventPattern",
    { EventPattern: '{"a":[1]}', Event: "[]" },
    "ValidationException",
    "Parameter Event is not valid.",
  ],
]

describe("EventBridge refuses in AWS's words", () => {
  it.each(cases)("%s %j", async (operation, input, type, message) => {
    const { status, body } = await aws.raw("events", operation, input)
    expect({ status, ...body }).toEqual({ status: 400, __type: type, message })
  })
})

describe("a bus", () => {
  it("keeps its settings, its tags and who may use it", async () => {
    await aws.bridge.send(new Bridge.UpdateEventBusCommand({ Name: "b", Description: "two" }))
    const permit = (StatementId: string, Principal: string) =>
      aws.bridge.send(
        new Bridge.PutPermissionCommand({ EventBusName: "b", Action: "events:PutEvents", Principal, StatementId }),
      )
    await permit("one", "111111111111")
    await permit("all", "*")
    const described = await aws.bridge.send(new Bridge.DescribeEventBusCommand({ Name: "b" }))
    expect(described).toMatchObject({ Arn: busArn, Description: "two" })
    const statement = { Effect: "Allow", Action: "events:PutEvents", Resource: busArn }
    expect(JSON.parse(described.Policy ?? "")).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Sid: "one", Principal: { AWS: "arn:aws:iam::111111111111:root" }, ...statement },
        { Sid: "all", Principal: "*", ...statement },
      ],
    })
    await aws.bridge.send(new Bridge.RemovePermissionCommand({ EventBusName: "b", RemoveAllPermissions: true }))
    expect((await aws.bridge.send(new Bridge.DescribeEventBusCommand({ Name: "b" }))).Policy).toBeUndefined()
    await aws.bridge.send(new Bridge.TagResourceCommand({ ResourceARN: busArn, Tags: [{ Key: "l", Value: "w" }] }))
    await aws.bridge.send(new Bridge.UntagResourceCommand({ ResourceARN: busArn, TagKeys: ["k", "none"] }))
    const tags = await aws.bridge.send(new Bridge.ListTagsForResourceCommand({ ResourceARN: busArn }))
    expect(tags.Tags).toEqual([{ Key: "l", Value: "w" }])
  })

  it("lists the rules of a target in pages", async () => {
    for (const name of ["p3", "p1", "p2"]) {
      await aws.raw("events", "PutRule", { Name: name, EventPattern: '{"source":["p"]}' })
      await aws.raw("events", "PutTargets", { Rule: name, Targets: [{ Id: "t", Arn: arnOf("pages") }] })
    }
    const pageOf = (NextToken?: string) =>
      aws.bridge.send(new Bridge.ListRuleNamesByTargetCommand({ TargetArn: arnOf("pages"), Limit: 2, NextToken }))
    const first = await pageOf()
    expect(first.RuleNames).toEqual(["p1", "p2"])
    const second = await pageOf(first.NextToken)
    expect([second.RuleNames, second.NextToken]).toEqual([["p3"], undefined])
  })
})

it("passes an event from bus to bus, and ends a circle of them", async () => {
  const queue = await aws.queue("circle")
  await aws.raw("events", "CreateEventBus", { Name: "c" })
  for (const [bus, next] of [
    ["b", "c"],
    ["c", "b"],
  ]) {
    const rule = { Name: "circle", EventBusName: bus, EventPattern: '{"source":["circle"]}' }
    await aws.raw("events", "PutRule", rule)
    const Targets = [{ Id: "bus", Arn: `arn:aws:events:us-east-1:000000000000:event-bus/${next}` }]
    await aws.raw("events", "PutTargets", { Rule: "circle", EventBusName: bus, Targets })
  }
  const Targets = [{ Id: "queue", Arn: arnOf("circle") }]
  await aws.raw("events", "PutTargets", { Rule: "circle", EventBusName: "c", Targets })
  const Entries = [{ EventBusName: "b", Source: "circle", DetailType: "d", Detail: "{}" }]
  expect(await aws.raw("events", "PutEvents", { Entries })).toMatchObject({ body: { FailedEntryCount: 0 } })
  expect((await aws.receive(queue)).length).toBe(3)
})

describe("an archive", () => {
  it("forgets events after its retention, which may change", async () => {
    const ArchiveName = "week"
    await aws.bridge.send(
      new Bridge.CreateArchiveCommand({
        ArchiveName,
        EventSourceArn: busArn,
        RetentionDays: 7,
        EventPattern: '{"source":["s"]}',
      }),
    )
    const put = (Source: string) =>
      aws.bridge.send(
        new Bridge.PutEventsCommand({ Entries: [{ EventBusName: "b", Source, DetailType: "d", Detail: "{}" }] }),
      )
    const count = async () => (await aws.bridge.send(new Bridge.DescribeArchiveCommand({ ArchiveName }))).EventCount
    await put("s")
    await put("other")
    expect(await count()).toBe(1)
    aws.clock.advance(3 * 86_400)
    await put("s")
    aws.clock.advance(5 * 86_400)
    expect(await count()).toBe(1)
    await aws.bridge.send(new Bridge.UpdateArchiveCommand({ ArchiveName, RetentionDays: 1 }))
    expect(await count()).toBe(0)
  })
})
