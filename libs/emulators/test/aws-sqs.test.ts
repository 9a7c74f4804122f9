import * as Sqs from "@aws-sdk/client-sqs"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { arnOf, openAws, type AwsUnderTest } from "./awsHarness.ts"

let aws: AwsUnderTest
beforeAll(async () => {
  aws = await openAws()
})
afterAll(() => aws.close())

const attributes = async (QueueUrl: string, ...AttributeNames: Array<Sqs.QueueAttributeName>) =>
  (await aws.sqs.send(new Sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes
const counts = async (QueueUrl: string) => {
  const all = new Map(Object.entries((await attributes(QueueUrl, "All")) ?? {}))
  const of = (name: string) => Number(all.get(`ApproximateNumberOfMessages${name}`))
  return { visible: of(""), inFlight: of("NotVisible"), delayed: of("Delayed") }
}
const bodies = async (QueueUrl: string, more: Partial<Sqs.ReceiveMessageCommandInput> = {}) =>
  (await aws.receive(QueueUrl, more)).map(({ Body }) => Body)
const remove = (QueueUrl: string, ReceiptHandle: string | undefined) =>
  aws.sqs.send(new Sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
const hide = (QueueUrl: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
  aws.sqs.send(new Sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))

describe("a standard queue", () => {
  it("has AWS's attributes and tags", async () => {
    const QueueUrl = await aws.queue("described", { VisibilityTimeout: "20" })
    const { CreatedTimestamp, LastModifiedTimestamp, ...all } = (await attributes(QueueUrl, "All")) ?? {}
    expect([CreatedTimestamp, LastModifiedTimestamp]).toEqual([
      expect.stringMatching(/^\d{10}$/),
      expect.stringMatching(/^\d{10}$/),
    ])
    expect(all).toEqual({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      DelaySeconds: "0",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      QueueArn: arnOf("described"),
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
      VisibilityTimeout: "20",
    })
    expect(await attributes(QueueUrl)).toBeUndefined()
    await aws.sqs.send(new Sqs.TagQueueCommand({ QueueUrl, Tags: { one: "1", two: "" } }))
    await aws.sqs.send(new Sqs.UntagQueueCommand({ QueueUrl, TagKeys: ["one", "three"] }))
    expect((await aws.sqs.send(new Sqs.ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ two: "" })
  })

  it("gives back bodies, attributes and checksums", async () => {
    const QueueUrl = await aws.queue("contents")
    const MessageAttributes = {
      General: { DataType: "String", StringValue: "Kenobi" },
      Hello: { DataType: "String", StringValue: "There" },
      "Help.Me": { DataType: "String", StringValue: "Me" },
    }
    const sent = await aws.send(QueueUrl, "msg", { MessageAttributes, MessageGroupId: "tenant_1" })
    // The checksum of these attributes as AWS computes it.
    expect(sent.MD5OfMessageAttributes).toBe("4c360f3fdafd970e05fae2f149d997f5")
    expect(sent.SequenceNumber).toBeUndefined()
    const [message] = await aws.receive(QueueUrl, { VisibilityTimeout: 0 })
    expect(message).toMatchObject({ MD5OfMessageAttributes: "4c360f3fdafd970e05fae2f149d997f5", MessageAttributes })
    expect(message?.Attributes).toEqual({
      SenderId: expect.any(String),
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateReceiveCount: "1",
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      MessageGroupId: "tenant_1",
    })
    const [some] = await aws.receive(QueueUrl, { MessageAttributeNames: ["He.*"], MessageSystemAttributeNames: [] })
    expect(Object.keys(some?.MessageAttributes ?? {})).toEqual(["Hello", "Help.Me"])
    expect(some?.Attributes).toBeUndefined()
  })

  it("hides what was received until its time is over, and counts it", async () => {
    const QueueUrl = await aws.queue("hidden")
    await aws.send(QueueUrl, "one")
    await aws.send(QueueUrl, "later", { DelaySeconds: 60 })
    const [message] = await aws.receive(QueueUrl)
    expect(await counts(QueueUrl)).toEqual({ visible: 0, inFlight: 1, delayed: 1 })
    expect(await bodies(QueueUrl)).toEqual([])
    await hide(QueueUrl, message?.ReceiptHandle, 120)
    aws.clock.advance(60)
    expect(await bodies(QueueUrl, { VisibilityTimeout: 600 })).toEqual(["later"])
    aws.clock.advance(60)
    const [again] = await aws.receive(QueueUrl)
    expect(again).toMatchObject({ Body: "one", Attributes: { ApproximateReceiveCount: "2" } })
    // A handle of an earlier receive still deletes.
    await remove(QueueUrl, message?.ReceiptHandle)
    await remove(QueueUrl, message?.ReceiptHandle)
    expect(await counts(QueueUrl)).toEqual({ visible: 0, inFlight: 1, delayed: 0 })
    await expect(hide(QueueUrl, again?.ReceiptHandle, 1)).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: `Value ${again?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    })
  })

  it("hides a message for twelve hours in all", async () => {
    const QueueUrl = await aws.queue("long")
    await aws.send(QueueUrl, "one")
    const [message] = await aws.receive(QueueUrl, { VisibilityTimeout: 3_600 })
    aws.clock.advance(1_800)
    await expect(hide(QueueUrl, message?.ReceiptHandle, 43_200)).rejects.toThrow(
      "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
    )
    await hide(QueueUrl, message?.ReceiptHandle, 41_000)
  })

  it("answers a long poll when a delayed message's time comes, and lets a client leave", async () => {
    const QueueUrl = await aws.queue("delayed")
    await aws.send(QueueUrl, "soon", { DelaySeconds: 60 })
    const gone = new AbortController()
    const left = aws.sqs.send(new Sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: gone.signal,
    })
    gone.abort()
    await expect(left).rejects.toThrow()
    const waiting = bodies(QueueUrl, { WaitTimeSeconds: 20 })
    await fetch(`${aws.url}/_emulator/time`, { method: "POST", body: JSON.stringify({ seconds: 60 }) })
    expect(await waiting).toEqual(["soon"])
  })

  it("forgets messages after their retention", async () => {
    const QueueUrl = await aws.queue("kept", { MessageRetentionPeriod: "60" })
    await aws.send(QueueUrl, "old")
    aws.clock.advance(61)
    await aws.send(QueueUrl, "new")
    expect(await counts(QueueUrl)).toEqual({ visible: 1, inFlight: 0, delayed: 0 })
    expect(await bodies(QueueUrl)).toEqual(["new"])
  })

  it("is purged once a minute, and recreated a minute after its deletion", async () => {
    const QueueUrl = await aws.queue("purged")
    await aws.send(QueueUrl, "one")
    const purge = () => aws.sqs.send(new Sqs.PurgeQueueCommand({ QueueUrl }))
    await purge()
    expect(await bodies(QueueUrl)).toEqual([])
    await expect(purge()).rejects.toMatchObject({
      name: "PurgeQueueInProgress",
      message: "Only one PurgeQueue operation on purged is allowed every 60 seconds.",
      $metadata: { httpStatusCode: 403 },
    })
    aws.clock.advance(60)
    await purge()
    await aws.sqs.send(new Sqs.DeleteQueueCommand({ QueueUrl }))
    await expect(aws.queue("purged")).rejects.toMatchObject({ name: "QueueDeletedRecently" })
    aws.clock.advance(60)
    expect(await aws.queue("purged")).toBe(QueueUrl)
  })

  it("lists queues in pages", async () => {
    for (const name of ["page-b", "page-a", "page-c"]) await aws.queue(name)
    const page = (NextToken?: string) =>
      aws.sqs.send(new Sqs.ListQueuesCommand({ QueueNamePrefix: "page-", MaxResults: 2, NextToken }))
    const first = await page()
    expect(first.QueueUrls?.map((url) => url.split("/").at(-1))).toEqual(["page-a", "page-b"])
    const second = await page(first.NextToken)
    expect(second).toMatchObject({ QueueUrls: [expect.stringMatching(/page-c$/)] })
    expect(second.NextToken).toBeUndefined()
  })

  it("accepts and refuses batch entries one by one", async () => {
    const QueueUrl = await aws.queue("batch", { MaximumMessageSize: "1024" })
    const entry = (Id: string, MessageBody: string) => ({ Id, MessageBody })
    const sent = await aws.sqs.send(
      new Sqs.SendMessageBatchCommand({
        QueueUrl,
        Entries: [entry("ok", "x"), entry("big", "x".repeat(1_025)), entry("bad", "\u0001")],
      }),
    )
    expect(sent.Successful).toMatchObject([{ Id: "ok", MD5OfMessageBody: "9dd4e461268c8034f5c8564e155c67a6" }])
    expect(sent.Failed).toMatchObject([
      {
        Id: "big",
        SenderFault: true,
        Code: "InvalidParameterValue",
        Message: "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.",
      },
      { Id: "bad", SenderFault: true, Code: "InvalidMessageContents" },
    ])
    const [message] = await aws.receive(QueueUrl)
    const Entries = [
      { Id: "1", ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 },
      { Id: "2", ReceiptHandle: "garbage", VisibilityTimeout: 0 },
    ]
    const shown = await aws.sqs.send(new Sqs.ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
    expect([shown.Successful, shown.Failed]).toMatchObject([
      [{ Id: "1" }],
      [{ Id: "2", Code: "ReceiptHandleIsInvalid" }],
    ])
    const gone = await aws.sqs.send(new Sqs.DeleteMessageBatchCommand({ QueueUrl, Entries }))
    expect([gone.Successful, gone.Failed]).toMatchObject([[{ Id: "1" }], [{ Id: "2", Code: "ReceiptHandleIsInvalid" }]])
    expect(await counts(QueueUrl)).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  })

  it("keeps statements of its policy", async () => {
    const QueueUrl = await aws.queue("policy")
    const add = (Label: string) =>
      aws.sqs.send(
        new Sqs.AddPermissionCommand({ QueueUrl, Label, AWSAccountIds: ["111111111111"], Actions: ["ReceiveMessage"] }),
      )
    await add("one")
    await expect(add("one")).rejects.toThrow("Value one for parameter Label is invalid. Reason: Already exists.")
    expect(JSON.parse((await attributes(QueueUrl, "Policy"))?.["Policy"] ?? "")).toEqual({
      Version: "2008-10-17",
      Id: `${arnOf("policy")}/SQSDefaultPolicy`,
      Statement: [
        {
          Sid: "one",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111111111111:root" },
          Action: "SQS:ReceiveMessage",
          Resource: arnOf("policy"),
        },
      ],
    })
    await aws.sqs.send(new Sqs.RemovePermissionCommand({ QueueUrl, Label: "one" }))
    expect(await attributes(QueueUrl, "Policy")).toBeUndefined()
  })
})

describe("a dead-letter queue", () => {
  const pair = async (name: string, maxReceiveCount = 1) => {
    const deadLetters = await aws.queue(`${name}-dlq`)
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(`${name}-dlq`), maxReceiveCount })
    return { deadLetters, QueueUrl: await aws.queue(name, { RedrivePolicy }) }
  }
  const tasks = async (name: string) =>
    (await aws.sqs.send(new Sqs.ListMessageMoveTasksCommand({ SourceArn: arnOf(name), MaxResults: 10 }))).Results ?? []

  it("gets a message with its id, its attributes and its count", async () => {
    const { deadLetters, QueueUrl } = await pair("source")
    const { MessageId } = await aws.send(QueueUrl, "poison", {
      MessageAttributes: { a: { DataType: "String", StringValue: "b" } },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-2-3" } },
    })
    await aws.receive(QueueUrl, { VisibilityTimeout: 0 })
    expect(await bodies(QueueUrl)).toEqual([])
    expect(await aws.receive(deadLetters)).toMatchObject([
      {
        MessageId,
        MessageAttributes: { a: { StringValue: "b" } },
        Attributes: {
          ApproximateReceiveCount: "2",
          AWSTraceHeader: "Root=1-2-3",
          DeadLetterQueueSourceArn: arnOf("source"),
        },
      },
    ])
    const sources = await aws.sqs.send(new Sqs.ListDeadLetterSourceQueuesCommand({ QueueUrl: deadLetters }))
    expect(sources.queueUrls).toEqual([QueueUrl])
  })

  it("may refuse its sources", async () => {
    const { deadLetters } = await pair("refused")
    const RedriveAllowPolicy = JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [arnOf("refused")] })
    await aws.sqs.send(new Sqs.SetQueueAttributesCommand({ QueueUrl: deadLetters, Attributes: { RedriveAllowPolicy } }))
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("refused-dlq"), maxReceiveCount: 1 })
    await expect(aws.queue("refused-2", { RedrivePolicy })).rejects.toMatchObject({
      name: "InvalidParameterValue",
    })
  })

  it("moves its messages back at the speed asked for, one task at a time, until told to stop", async () => {
    const { deadLetters, QueueUrl } = await pair("slow")
    for (const body of ["1", "2", "3"]) await aws.send(QueueUrl, body)
    await aws.receive(QueueUrl, { VisibilityTimeout: 0 })
    await aws.receive(QueueUrl)
    const start = () =>
      aws.sqs.send(
        new Sqs.StartMessageMoveTaskCommand({ SourceArn: arnOf("slow-dlq"), MaxNumberOfMessagesPerSecond: 1 }),
      )
    const { TaskHandle } = await start()
    await expect(start()).rejects.toThrow("There is already a task running.")
    expect(await bodies(QueueUrl, { WaitTimeSeconds: 5 })).toEqual(["1"])
    expect(await tasks("slow-dlq")).toMatchObject([
      { Status: "RUNNING", TaskHandle, ApproximateNumberOfMessagesToMove: 3 },
    ])
    await aws.sqs.send(new Sqs.CancelMessageMoveTaskCommand({ TaskHandle }))
    expect(await tasks("slow-dlq")).toMatchObject([{ Status: "CANCELLED", ApproximateNumberOfMessagesMoved: 1 }])
    expect(await counts(deadLetters)).toMatchObject({ visible: 2 })
  })

  it("cannot move back what was sent to it directly, but to a queue that is named", async () => {
    const { deadLetters, QueueUrl } = await pair("direct")
    await aws.send(deadLetters, "sent")
    const SourceArn = arnOf("direct-dlq")
    await aws.sqs.send(new Sqs.StartMessageMoveTaskCommand({ SourceArn }))
    await expect
      .poll(() => tasks("direct-dlq"))
      .toMatchObject([{ Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" }])
    await aws.sqs.send(new Sqs.StartMessageMoveTaskCommand({ SourceArn, DestinationArn: arnOf("direct") }))
    expect(await bodies(QueueUrl, { WaitTimeSeconds: 5 })).toEqual(["sent"])
  })
})

describe("the query protocol", () => {
  const ask = async (parameters: Record<string, string>, path = "/") => {
    const response = await fetch(`${aws.url}${path}`, { method: "POST", body: new URLSearchParams(parameters) })
    return { status: response.status, text: await response.text() }
  }

  it("sends, receives and describes", async () => {
    const url = new URL(await aws.queue("query"))
    const sent = await ask(
      {
        Action: "SendMessageBatch",
        "SendMessageBatchRequestEntry.1.Id": "a",
        "SendMessageBatchRequestEntry.1.MessageBody": "<one> & two",
        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Name": "k",
        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType": "String",
        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue": "v",
      },
      url.pathname,
    )
    expect(sent.text).toMatch(
      /<SendMessageBatchResult><SendMessageBatchResultEntry><Id>a<\/Id><MessageId>[-\w]+<\/MessageId><MD5OfMessageBody>/,
    )
    const received = await ask({
      Action: "ReceiveMessage",
      QueueUrl: url.href,
      "AttributeName.1": "SentTimestamp",
      "MessageAttributeName.1": "All",
      WaitTimeSeconds: "1",
    })
    expect(received.text).toContain("<Body>&lt;one&gt; &amp; two</Body>")
    expect(received.text).toMatch(/<Attribute><Name>SentTimestamp<\/Name><Value>\d+<\/Value><\/Attribute>/)
    expect(received.text).toContain(
      "<MessageAttribute><Name>k</Name><Value><DataType>String</DataType><StringValue>v</StringValue></Value></MessageAttribute>",
    )
  })

  it("refuses in XML", async () => {
    const nowhere = await ask({ Action: "GetQueueUrl", QueueName: "no" })
    expect(nowhere.status).toBe(400)
    expect(nowhere.text).toContain(
      "<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist for this wsdl version.</Message>",
    )
    const path = new URL(await aws.queue("query-errors")).pathname
    expect((await ask({ Action: "ListQueues" }, path)).text).toContain(
      "<Code>InvalidAction</Code><Message>The action ListQueues is not valid for this endpoint.</Message>",
    )
    expect(await (await fetch(`${aws.url}${path}?Action=SendMessage`)).text()).toContain(
      "<Code>MissingParameter</Code><Message>The request must contain the parameter MessageBody.</Message>",
    )
  })
})
