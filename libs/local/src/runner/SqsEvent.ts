import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs"

const attribute = ({ StringValue, BinaryValue, DataType }: MessageAttributeValue) => ({
  stringValue: StringValue,
  binaryValue: BinaryValue === undefined ? undefined : Buffer.from(BinaryValue).toString("base64"),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType,
})

/** The event that Lambda makes of a batch; it names things in another case than the SDK. */
export const sqsEvent = (messages: ReadonlyArray<Message>, queueArn: string, region: string) => ({
  Records: messages.map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attribute(value)]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: region,
  })),
})

/** The ids a handler gave back as failed. All of the batch when the answer is not one that Lambda accepts. */
export const failedIds = (answer: unknown, ids: ReadonlyArray<string>): ReadonlySet<string> => {
  if (
    answer === null ||
    typeof answer !== "object" ||
    !("batchItemFailures" in answer) ||
    answer.batchItemFailures === null
  ) {
    return new Set()
  }
  const failures: unknown = answer.batchItemFailures
  if (!Array.isArray(failures)) return new Set(ids)
  const named = failures.map((one: unknown) =>
    typeof one === "object" && one !== null && "itemIdentifier" in one ? one.itemIdentifier : undefined,
  )
  const known = new Set(ids)
  return named.every((id) => typeof id === "string" && known.has(id)) ? new Set(named.map(String)) : known
}
