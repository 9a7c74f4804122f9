import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { arnOf, openAws, type AwsUnderTest } from "./awsHarness.ts"

let aws: AwsUnderTest
let QueueUrl: string
let fifo: string
beforeAll(async () => {
  aws = await openAws()
  QueueUrl = await aws.queue("errors", { VisibilityTimeout: "77" })
  fifo = await aws.queue("errors.fifo", { FifoQueue: "true" })
})
afterAll(() => aws.close())

/** Operation, input (`$` stands for the standard queue's URL, `$f` for the FIFO queue's), JSON type, query code, status, message. */
type Case = readonly [string, Record<string, unknown>, string, string, number, string]
const entry = (Id: string, more: object = {}) => ({ Id, MessageBody: "x", ...more })
const group = "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length."
const attribute = (value: object) => ({ QueueUrl: "$", MessageBody: "x", MessageAttributes: { a: value } })
const redrive = (policy: object) => ({ QueueUrl: "$", Attributes: { RedrivePolicy: JSON.stringify(policy) } })
const invalidParameter = ["InvalidParameterValueException", "InvalidParameterValue", 400] as const
const missing = ["MissingRequiredParameterException", "MissingParameter", 400] as const
const attributeName = ["InvalidAttributeName", "InvalidAttributeName", 400] as const
const attributeValue = ["InvalidAttributeValue", "InvalidAttributeValue", 400] as const
const notFound = ["ResourceNotFoundException", "ResourceNotFoundException", 404] as const
const ofBatch = (code: string) => [code, `AWS.SimpleQueueService.${code}`, 400] as const

const cases: ReadonlyArray<Case> = [
  [
    "GetQueueUrl",
    { QueueName: "no" },
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
    400,
    "The specified queue does not exist.",
  ],
  [
    "SendMessage",
    { QueueUrl: "nowhere at all", MessageBody: "x" },
    "InvalidAddress",
    "InvalidAddress",
    404,
    "The address nowhere at all is not valid for this endpoint.",
  ],
  ["SendMessage", { MessageBody: "x" }, ...missing, "The request must contain the parameter QueueUrl."],
  ["SendMessage", { QueueUrl: "$" }, ...missing, "The request must contain the parameter MessageBody."],
  [
    "SendMessage",
    { QueueUrl: "$", MessageBody: 5 },
    "SerializationException",
    "MalformedInput",
    400,
    "NUMBER_VALUE can not be converted to a String",
  ],
  [
    "SendMessage",
    { QueueUrl: "$", MessageBody: "x".repeat(1_048_577) },
    ...invalidParameter,
    "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
  ],
  [
    "SendMessage",
    { QueueUrl: "$", MessageBody: "a\u0001" },
    "InvalidMessageContents",
    "InvalidMessageContents",
    400,
    "Invalid binary character '#x1' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
  ],
  [
    "SendMessage",
    { QueueUrl: "$", MessageBody: "x", DelaySeconds: 901 },
    ...invalidParameter,
    "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
  ],
  [
    "SendMessage",
    { QueueUrl: "$", MessageBody: "x", MessageGroupId: "group 123" },
    ...invalidParameter,
    `Value group 123 for parameter MessageGroupId is invalid. Reason: ${group}`,
  ],
  [
    "SendMessage",
    attribute({ DataType: "String", StringValue: "" }),
    ...invalidParameter,
    "Message (user) attribute 'a' must contain a non-empty value of type 'String'.",
  ],
  [
    "SendMessage",
    attribute({ DataType: "Text", StringValue: "x" }),
    ...invalidParameter,
    "The type of message (user) attribute 'a' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
  ],
  [
    "SendMessage",
    attribute({ DataType: "Number", StringValue: "x" }),
    ...invalidParameter,
    "Can't cast the value of message (user) attribute 'a' to a number.",
  ],
  [
    "SendMessage",
    { QueueUrl: "$f", MessageBody: "x", MessageDeduplicationId: "1" },
    ...missing,
    "The request must contain the parameter MessageGroupId.",
  ],
  [
    "SendMessage",
    { QueueUrl: "$f", MessageBody: "x", MessageGroupId: "1" },
    ...invalidParameter,
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  ],
  [
    "SendMessage",
    { QueueUrl: "$f", MessageBody: "x", MessageGroupId: "1", MessageDeduplicationId: "1", DelaySeconds: 2 },
    ...invalidParameter,
    "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
  ],
  [
    "SendMessageBatch",
    { QueueUrl: "$f", Entries: [entry("1", { MessageDeduplicationId: "1" })] },
    ...invalidParameter,
    "The request must contain the parameter MessageGroupId.",
  ],
  [
    "SendMessageBatch",
    { QueueUrl: "$", Entries: [] },
    ...ofBatch("EmptyBatchRequest"),
    "There should be at least one SendMessageBatchRequestEntry in the request.",
  ],
  [
    "DeleteMessageBatch",
    { QueueUrl: "$", Entries: [] },
    ...ofBatch("EmptyBatchRequest"),
    "There should be at least one DeleteMessageBatchRequestEntry in the request.",
  ],
  [
    "SendMessageBatch",
    { QueueUrl: "$", Entries: Array.from({ length: 20 }, (_, index) => entry(String(index))) },
    ...ofBatch("TooManyEntriesInBatchRequest"),
    "Maximum number of entries per request are 10. You have sent 20.",
  ],
  [
    "SendMessageBatch",
    { QueueUrl: "$", Entries: [entry("a"), entry("a")] },
    ...ofBatch("BatchEntryIdsNotDistinct"),
    "Id a repeated.",
  ],
  [
    "ChangeMessageVisibilityBatch",
    { QueueUrl: "$", Entries: [entry("a:b")] },
    ...ofBatch("InvalidBatchEntryId"),
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
  ],
  [
    "SendMessageBatch",
    { QueueUrl: "$", Entries: [entry("a"), entry("b", { MessageBody: "x".repeat(1_048_576) })] },
    ...ofBatch("BatchRequestTooLong"),
    "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
  ],
  [
    "ReceiveMessage",
    { QueueUrl: "$", MaxNumberOfMessages: 11 },
    ...invalidParameter,
    "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
  ],
  [
    "ReceiveMessage",
    { QueueUrl: "$", WaitTimeSeconds: 21 },
    ...invalidParameter,
    "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
  ],
  [
    "DeleteMessage",
    { QueueUrl: "$", ReceiptHandle: "garbage" },
    "ReceiptHandleIsInvalid",
    "ReceiptHandleIsInvalid",
    404,
    'The input receipt handle "garbage" is not a valid receipt handle.',
  ],
  [
    "ChangeMessageVisibility",
    { QueueUrl: "$", ReceiptHandle: "garbage", VisibilityTimeout: 43_201 },
    ...invalidParameter,
    "Value 43201 for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200.",
  ],
  [
    "CreateQueue",
    { QueueName: "errors", Attributes: { VisibilityTimeout: "78" } },
    "QueueNameExists",
    "QueueAlreadyExists",
    400,
    "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
  ],
  [
    "CreateQueue",
    { QueueName: "a/b" },
    ...invalidParameter,
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  ],
  [
    "CreateQueue",
    { QueueName: "a", Attributes: { FifoQueue: "true" } },
    ...invalidParameter,
    "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
  ],
  [
    "CreateQueue",
    { QueueName: "a", Attributes: { FifoQueue: "false" } },
    ...attributeName,
    "Unknown Attribute FifoQueue.",
  ],
  [
    "CreateQueue",
    { QueueName: "a", Attributes: { DeduplicationScope: "queue" } },
    ...attributeName,
    "You can specify the DeduplicationScope only when FifoQueue is set to true.",
  ],
  [
    "SetQueueAttributes",
    { QueueUrl: "$f", Attributes: { FifoQueue: "false" } },
    ...attributeValue,
    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
  ],
  [
    "SetQueueAttributes",
    { QueueUrl: "$", Attributes: { DelaySeconds: "901" } },
    ...attributeValue,
    "Invalid value for the parameter DelaySeconds.",
  ],
  [
    "SetQueueAttributes",
    { QueueUrl: "$", Attributes: { KmsMasterKeyId: "k", SqsManagedSseEnabled: "true" } },
    ...attributeName,
    "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
  ],
  ["GetQueueAttributes", { QueueUrl: "$", AttributeNames: ["Foobar"] }, ...attributeName, "Unknown Attribute Foobar."],
  [
    "SetQueueAttributes",
    redrive({ deadLetterTargetArn: arnOf("no"), maxReceiveCount: 1 }),
    ...invalidParameter,
    `Value {"deadLetterTargetArn":"${arnOf("no")}","maxReceiveCount":1} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
  ],
  [
    "SetQueueAttributes",
    redrive({ deadLetterTargetArn: arnOf("no") }),
    ...invalidParameter,
    `Value {"deadLetterTargetArn":"${arnOf("no")}"} for parameter RedrivePolicy is invalid. Reason: Redrive policy does not contain mandatory attribute: maxReceiveCount.`,
  ],
  [
    "SetQueueAttributes",
    redrive({ deadLetterTargetArn: "dummy", maxReceiveCount: 42 }),
    ...invalidParameter,
    `Value {"deadLetterTargetArn":"dummy","maxReceiveCount":42} for parameter RedrivePolicy is invalid. Reason: Invalid value for deadLetterTargetArn.`,
  ],
  [
    "SetQueueAttributes",
    redrive({ deadLetterTargetArn: arnOf("errors.fifo"), maxReceiveCount: 1 }),
    ...invalidParameter,
    `Value {"deadLetterTargetArn":"${arnOf("errors.fifo")}","maxReceiveCount":1} for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type of queue as the source.`,
  ],
  [
    "RemovePermission",
    { QueueUrl: "$", Label: "no" },
    ...invalidParameter,
    "Value no for parameter Label is invalid. Reason: can't find label.",
  ],
  [
    "StartMessageMoveTask",
    { SourceArn: arnOf("no") },
    ...notFound,
    "The resource that you specified for the SourceArn parameter doesn't exist.",
  ],
  [
    "StartMessageMoveTask",
    { SourceArn: arnOf("errors") },
    ...invalidParameter,
    "Source queue must be configured as a Dead Letter Queue.",
  ],
  [
    "CancelMessageMoveTask",
    { TaskHandle: "foobar" },
    ...invalidParameter,
    "Value for parameter TaskHandle is invalid.",
  ],
  [
    "CancelMessageMoveTask",
    { TaskHandle: btoa(JSON.stringify({ taskId: "1", sourceArn: arnOf("errors") })) },
    ...notFound,
    "Task does not exist.",
  ],
  ["FooBar", {}, "UnknownOperationException", "InvalidAction", 404, ""],
]

describe("SQS refuses in AWS's words", () => {
  it.each(cases)("%s %j", async (operation, input, type, code, status, message) => {
    const urls: Record<string, string> = { $: QueueUrl, $f: fifo }
    const url = String(input["QueueUrl"])
    const given = "QueueUrl" in input ? { ...input, QueueUrl: urls[url] ?? url } : input
    const answer = await aws.raw("sqs", operation, given)
    expect(answer.status).toBe(status)
    expect(answer.body.message).toBe(message)
    expect(answer.body.__type.split("#")[1]).toBe(type)
    expect(answer.headers.get("x-amzn-query-error")).toBe(`${code};Sender`)
  })

  it("names where an error's type is declared", async () => {
    const gone = await aws.raw("sqs", "GetQueueUrl", { QueueName: "no" })
    expect(gone.body.__type).toBe("com.amazonaws.sqs#QueueDoesNotExist")
    const invalid = await aws.raw("sqs", "ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 0 })
    expect(invalid.body.__type).toBe("com.amazon.coral.service#InvalidParameterValueException")
  })
})
