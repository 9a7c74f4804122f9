import * as Bridge from "@aws-sdk/client-eventbridge"
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import * as Sqs from "@aws-sdk/client-sqs"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startAws } from "../src/aws/Aws.ts"
import { makeClock } from "../src/kit/Clock.ts"
import { Store } from "../src/kit/Store.ts"

const folder = mkdtempSync(join(tmpdir(), "tango-aws-"))
const file = join(folder, "emulators.sqlite")
const credentials = { accessKeyId: "local", secretAccessKey: "local" }
const identity = { region: "us-east-1", accountId: "000000000000" }

const open = async () => {
  const store = new Store(file)
  const emulator = await startAws({ port: 0, store, clock: makeClock(store), ...identity })
  const options = { endpoint: emulator.url, region: identity.region, credentials, maxAttempts: 1 }
  return {
    url: emulator.url,
    sqs: new Sqs.SQSClient(options),
    bridge: new Bridge.EventBridgeClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    close: async () => {
      await emulator.close()
      store.close()
    },
  }
}

let aws: Awaited<ReturnType<typeof open>>
beforeAll(async () => {
  aws = await open()
})
afterAll(async () => {
  await aws.close()
  rmSync(folder, { recursive: true, force: true })
})

const queueUrl = async (name: string, Attributes: Record<string, string> = {}) => {
  const { QueueUrl = "" } = await aws.sqs.send(new Sqs.CreateQueueCommand({ QueueName: name, Attributes }))
  return QueueUrl
}
const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`
const receive = async (QueueUrl: string, more: Partial<Sqs.ReceiveMessageCommandInput> = {}) =>
  (
    await aws.sqs.send(
      new Sqs.ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ["All"],
        ...more,
      }),
    )
  ).Messages ?? []
const bodies = async (QueueUrl: string) =>
  (await receive(QueueUrl)).map((message) => JSON.parse(message.Body ?? "null"))
const put = (DetailType: string, Detail: unknown, more: Partial<Bridge.PutEventsRequestEntry> = {}) =>
  aws.bridge.send(
    new Bridge.PutEventsCommand({
      Entries: [{ Source: "tango.test", DetailType, Detail: JSON.stringify(Detail), EventBusName: "tango", ...more }],
    }),
  )

describe("SQS", () => {
  it("answers a long poll as soon as there is one message", async () => {
    const QueueUrl = await queueUrl("poll")
    const started = Date.now()
    const waiting = receive(QueueUrl, { WaitTimeSeconds: 10 })
    await aws.sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody: "one" }))
    expect((await waiting).map(({ Body }) => Body)).toEqual(["one"])
    expect(Date.now() - started).toBeLessThan(5_000)
  })

  it("moves a message to the dead-letter queue after its last attempt, and back on request", async () => {
    const deadLetters = await queueUrl("tries-dlq")
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("tries-dlq"), maxReceiveCount: 2 })
    const QueueUrl = await queueUrl("tries", { RedrivePolicy })
    await aws.sqs.send(
      new Sqs.SendMessageCommand({
        QueueUrl,
        MessageBody: "poison",
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-2-3" } },
      }),
    )
    for (const attempt of ["1", "2"]) {
      const [message] = await receive(QueueUrl)
      expect(message?.Attributes?.["ApproximateReceiveCount"]).toBe(attempt)
      await aws.sqs.send(
        new Sqs.ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      )
    }
    expect(await receive(QueueUrl, { WaitTimeSeconds: 0 })).toEqual([])
    const { Attributes } = await aws.sqs.send(
      new Sqs.GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ["All"] }),
    )
    expect(Attributes?.["ApproximateNumberOfMessages"]).toBe("1")
    await aws.sqs.send(new Sqs.StartMessageMoveTaskCommand({ SourceArn: arnOf("tries-dlq") }))
    const [back] = await receive(QueueUrl, { WaitTimeSeconds: 5 })
    expect(back).toMatchObject({
      Body: "poison",
      Attributes: { AWSTraceHeader: "Root=1-2-3", ApproximateReceiveCount: "1" },
    })
  })

  it("creates a queue once, whatever it leaves out the second time", async () => {
    const first = await queueUrl("once", { VisibilityTimeout: "77" })
    expect(await queueUrl("once")).toBe(first)
    await expect(queueUrl("once", { VisibilityTimeout: "78" })).rejects.toMatchObject({ name: "QueueNameExists" })
  })

  it("refuses what does not exist in AWS's words", async () => {
    const QueueUrl = `${aws.url}/000000000000/nowhere`
    await expect(aws.sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody: "x" }))).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    })
  })

  it("loses no accepted message when it stops", async () => {
    const QueueUrl = await queueUrl("kept", { VisibilityTimeout: "600" })
    for (const MessageBody of ["deleted", "in flight", "waiting"])
      await aws.sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody }))
    const [first] = await receive(QueueUrl, { MaxNumberOfMessages: 1 })
    await aws.sqs.send(new Sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }))
    await receive(QueueUrl, { MaxNumberOfMessages: 1 })
    await aws.close()
    aws = await open()
    const again = await aws.sqs.send(new Sqs.GetQueueUrlCommand({ QueueName: "kept" }))
    expect((await receive(again.QueueUrl ?? "")).map(({ Body }) => Body)).toEqual(["in flight", "waiting"])
    const { Attributes } = await aws.sqs.send(
      new Sqs.GetQueueAttributesCommand({ QueueUrl: again.QueueUrl, AttributeNames: ["VisibilityTimeout"] }),
    )
    expect(Attributes).toEqual({ VisibilityTimeout: "600" })
  })
})

describe("EventBridge", () => {
  beforeAll(async () => {
    await aws.bridge.send(new Bridge.CreateEventBusCommand({ Name: "tango" }))
  })
  const rule = async (Name: string, pattern: unknown, target: Partial<Bridge.Target> = {}) => {
    const QueueUrl = await queueUrl(`${Name}-queue`)
    const EventPattern = JSON.stringify(pattern)
    const { RuleArn } = await aws.bridge.send(new Bridge.PutRuleCommand({ Name, EventBusName: "tango", EventPattern }))
    await aws.bridge.send(
      new Bridge.PutTargetsCommand({
        Rule: Name,
        EventBusName: "tango",
        Targets: [{ Id: "queue", Arn: arnOf(`${Name}-queue`), ...target }],
      }),
    )
    return { QueueUrl, RuleArn }
  }

  it("delivers a matching event whole, with its trace header and message group", async () => {
    const group = { SqsParameters: { MessageGroupId: "$.detail.metadata.organizationid" } }
    const { QueueUrl } = await rule("whole", { "detail-type": ["a.v1"] }, group)
    const detail = { metadata: { organizationid: "org_1" } }
    await put("a.v1", detail, { TraceHeader: "Root=1-2-3;Sampled=1", Time: new Date("2026-01-02T03:04:05Z") })
    await put("b.v1", detail)
    const [message, ...others] = await receive(QueueUrl)
    expect(others).toEqual([])
    expect(message?.Attributes).toMatchObject({ AWSTraceHeader: "Root=1-2-3;Sampled=1", MessageGroupId: "org_1" })
    expect(JSON.parse(message?.Body ?? "")).toEqual({
      version: "0",
      id: expect.any(String),
      "detail-type": "a.v1",
      source: "tango.test",
      account: identity.accountId,
      time: "2026-01-02T03:04:05Z",
      region: identity.region,
      resources: [],
      detail,
    })
  })

  it("accepts and refuses entries one by one", async () => {
    const Entries = [
      { Source: "s", DetailType: "d", Detail: "{}" },
      { Source: "s", Detail: "{}" },
      { Source: "s", DetailType: "d", Detail: "[]" },
      { Source: "s", DetailType: "d", Detail: "{}", EventBusName: "nowhere" },
    ]
    const answer = await aws.bridge.send(new Bridge.PutEventsCommand({ Entries }))
    expect(answer.FailedEntryCount).toBe(2)
    expect(answer.Entries).toEqual([
      { EventId: expect.any(String) },
      {
        ErrorCode: "InvalidArgument",
        ErrorMessage: "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
      },
      { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
      { EventId: expect.any(String) },
    ])
  })

  it("refuses too many entries, too large ones and unknown resources", async () => {
    const entry = { Source: "s", DetailType: "d", Detail: "{}" }
    await expect(
      aws.bridge.send(new Bridge.PutEventsCommand({ Entries: Array.from({ length: 11 }, () => entry) })),
    ).rejects.toThrow(/^1 validation error detected.*Member must have length less than or equal to 10$/)
    await expect(put("big", { text: "x".repeat(1_048_576) })).rejects.toMatchObject({
      name: "ValidationException",
      message: "Total size of the entries in the request is over the limit.",
    })
    await expect(aws.bridge.send(new Bridge.DescribeRuleCommand({ Name: "nothing" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Rule nothing does not exist on EventBus default.",
      $metadata: { httpStatusCode: 400 },
    })
    await expect(aws.bridge.send(new Bridge.CreateEventBusCommand({ Name: "tango" }))).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
    })
  })

  it("gives a disabled rule nothing, and keeps a rule that has targets", async () => {
    const { QueueUrl } = await rule("off", { "detail-type": ["off.v1"] })
    const key = { Name: "off", EventBusName: "tango" }
    await aws.bridge.send(new Bridge.DisableRuleCommand(key))
    await put("off.v1", {})
    expect(await receive(QueueUrl, { WaitTimeSeconds: 0 })).toEqual([])
    await expect(aws.bridge.send(new Bridge.DeleteRuleCommand(key))).rejects.toThrow(
      "Rule can't be deleted since it has targets.",
    )
  })

  it("transforms the input of a target", async () => {
    const InputPathsMap = { id: "$.detail.id", list: "$.detail.list", all: "$.detail" }
    const text = await rule(
      "text",
      { "detail-type": ["t.v1"] },
      { InputTransformer: { InputPathsMap, InputTemplate: '"<id> in <list> of <all>"' } },
    )
    const json = await rule(
      "json",
      { "detail-type": ["t.v1"] },
      { InputTransformer: { InputPathsMap, InputTemplate: '{"id": <id>, "path": "x/<id>", "all": <all>}' } },
    )
    const path = await rule("path", { "detail-type": ["t.v1"] }, { InputPath: "$.detail.list[1]" })
    const detail = { id: "one", list: ["A", "B"] }
    await put("t.v1", detail)
    expect(await bodies(text.QueueUrl)).toEqual(["one in [A,B] of {id:one,list:[A,B]}"])
    expect(await bodies(json.QueueUrl)).toEqual([{ id: "one", path: "x/one", all: detail }])
    expect(await bodies(path.QueueUrl)).toEqual(["B"])
    const both = { Id: "t", Arn: arnOf("x"), Input: "{}", InputPath: "$" }
    await expect(
      aws.bridge.send(new Bridge.PutTargetsCommand({ Rule: "text", EventBusName: "tango", Targets: [both] })),
    ).rejects.toThrow("Only one of Input, InputPath, or InputTransformer must be provided for target t.")
  })

  it("sends what cannot be delivered to the target's dead-letter queue", async () => {
    const deadLetters = await queueUrl("target-dlq")
    await rule(
      "lost",
      { "detail-type": ["l.v1"] },
      { Arn: arnOf("no-such-queue"), DeadLetterConfig: { Arn: arnOf("target-dlq") } },
    )
    await put("l.v1", { n: 1 })
    const [message] = await receive(deadLetters, { MessageAttributeNames: ["All"] })
    expect(message?.MessageAttributes?.["ERROR_CODE"]?.StringValue).toBe("NO_RESOURCE")
    expect(JSON.parse(message?.Body ?? "")).toMatchObject({ detail: { n: 1 } })
  })

  it("replays an archive to the rules that were named, marked as a replay", async () => {
    const EventBusArn = "arn:aws:events:us-east-1:000000000000:event-bus/tango"
    const { ArchiveArn } = await aws.bridge.send(
      new Bridge.CreateArchiveCommand({ ArchiveName: "all", EventSourceArn: EventBusArn }),
    )
    const named = await rule("named", { "detail-type": ["r.v1"] })
    const other = await rule("other", { "detail-type": ["r.v1"] })
    await put("r.v1", { n: 1 })
    await bodies(named.QueueUrl)
    await bodies(other.QueueUrl)
    const now = Date.now()
    const replay = {
      ReplayName: "again",
      EventSourceArn: ArchiveArn,
      EventStartTime: new Date(now - 60_000),
      EventEndTime: new Date(now + 60_000),
      Destination: { Arn: EventBusArn, FilterArns: [named.RuleArn ?? ""] },
    }
    expect((await aws.bridge.send(new Bridge.StartReplayCommand(replay))).State).toBe("STARTING")
    expect(await bodies(named.QueueUrl)).toMatchObject([{ "replay-name": "again", detail: { n: 1 } }])
    expect((await aws.bridge.send(new Bridge.DescribeReplayCommand({ ReplayName: "again" }))).State).toBe("COMPLETED")
    expect(await receive(other.QueueUrl, { WaitTimeSeconds: 0 })).toEqual([])
    expect(await (await fetch(`${aws.url}/_emulator/events?limit=2`)).json()).toMatchObject({
      data: [
        { detailType: "r.v1", rules: ["named"], replayName: "again" },
        { detailType: "r.v1", rules: ["named", "other"] },
      ],
    })
  })
})

it("keeps S3 objects through the same port", async () => {
  await aws.s3.send(new CreateBucketCommand({ Bucket: "uploads" }))
  await aws.s3.send(new PutObjectCommand({ Bucket: "uploads", Key: "a/b.txt", Body: "hello" }))
  const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: "uploads", Key: "a/b.txt" }))
  expect(await Body?.transformToString()).toBe("hello")
})

it("keeps secrets", async () => {
  const call = async (operation: string, input: unknown) => {
    const headers = { "x-amz-target": `secretsmanager.${operation}`, "content-type": "application/x-amz-json-1.1" }
    return (await fetch(aws.url, { method: "POST", headers, body: JSON.stringify(input) })).json()
  }
  await call("CreateSecret", { Name: "tango/test", SecretString: "one" })
  await call("PutSecretValue", { SecretId: "tango/test", SecretString: "two" })
  expect(await call("GetSecretValue", { SecretId: "tango/test" })).toMatchObject({
    SecretString: "two",
    VersionStages: ["AWSCURRENT"],
  })
  expect(await call("GetSecretValue", { SecretId: "nothing" })).toEqual({
    __type: "ResourceNotFoundException",
    message: "Secrets Manager can't find the specified secret.",
  })
})
