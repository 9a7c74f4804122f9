import { isObject } from "../AwsError.ts"
import { invalidAttributeName, invalidAttributeValue, invalidValue, unknownAttribute } from "./SqsError.ts"
import { isFifo, maximumSize, type QueueRecord, type RedrivePolicy } from "./SqsModel.ts"

type Attributes = Readonly<Record<string, string>>

/** Attributes that are whole numbers, with their bounds. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1_024, maximumSize],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
}
const choices: Readonly<Record<string, ReadonlyArray<string>>> = {
  FifoQueue: ["true", "false"],
  ContentBasedDeduplication: ["true", "false"],
  DeduplicationScope: ["messageGroup", "queue"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
  SqsManagedSseEnabled: ["true", "false"],
}
/** Attributes that an empty value takes away. */
const removable = new Set(["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId"])
const fifoOnly = new Set(["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"])

const standardDefaults: Attributes = {
  DelaySeconds: "0",
  MaximumMessageSize: String(maximumSize),
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
}
const fifoDefaults: Attributes = {
  ...standardDefaults,
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoQueue: "true",
  FifoThroughputLimit: "perQueue",
}

/** What only a queue's state tells, beside what was set. */
const computed = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "QueueArn",
]
const known = new Set([...computed, ...Object.keys(ranges), ...Object.keys(choices), ...removable, "All"])

/** Refuses a name that GetQueueAttributes does not know. */
export const checkAttributeNames = (names: ReadonlyArray<string>): void => {
  const unknown = names.find((name) => !known.has(name))
  if (unknown !== undefined) throw unknownAttribute(unknown)
}

const parsed = (source: string): unknown => {
  try {
    return JSON.parse(source)
  } catch {
    return undefined
  }
}

/** The policy of a queue, or undefined when it has none. */
export const redrivePolicyOf = (queue: QueueRecord): RedrivePolicy | undefined => {
  const policy = parsed(queue.attributes["RedrivePolicy"] ?? "")
  if (!isObject(policy)) return undefined
  return {
    deadLetterTargetArn: String(policy["deadLetterTargetArn"]),
    maxReceiveCount: Number(policy["maxReceiveCount"]),
  }
}

/** A redrive policy as SQS stores it: the receive count as a number. Refuses what it lacks. */
const redrivePolicyText = (source: string): string => {
  const refuse = (reason: string) => invalidValue(source, "RedrivePolicy", reason)
  const policy = parsed(source)
  if (!isObject(policy)) throw refuse("Redrive policy is not a valid JSON map.")
  const { deadLetterTargetArn: target, maxReceiveCount: count } = policy
  if (count === undefined) throw refuse("Redrive policy does not contain mandatory attribute: maxReceiveCount.")
  if (target === undefined) throw refuse("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")
  const maxReceiveCount = Number(count)
  if (!Number.isInteger(maxReceiveCount) || maxReceiveCount < 1 || maxReceiveCount > 1_000)
    throw refuse(
      `Invalid value for maxReceiveCount: ${typeof count === "string" ? count : JSON.stringify(count)}, valid values are from 1 to 1000 both inclusive.`,
    )
  if (typeof target !== "string" || !/^arn:[^:]+:sqs:[^:]+:\d{12}:[^:]+$/.test(target))
    throw refuse("Invalid value for deadLetterTargetArn.")
  return JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount })
}

const allowPolicyText = (source: string): string => {
  const refuse = (reason: string) => invalidValue(source, "RedriveAllowPolicy", reason)
  const policy = parsed(source)
  if (!isObject(policy))
    throw refuse("Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.")
  const { redrivePermission, sourceQueueArns } = policy
  if (!["allowAll", "denyAll", "byQueue"].includes(String(redrivePermission)))
    throw refuse("Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.")
  if ((redrivePermission === "byQueue") !== Array.isArray(sourceQueueArns))
    throw refuse("sourceQueueArns must be given if, and only if, redrivePermission is byQueue.")
  if (Array.isArray(sourceQueueArns) && (sourceQueueArns.length < 1 || sourceQueueArns.length > 10))
    throw refuse("sourceQueueArns must hold 1 to 10 ARNs.")
  return source
}

/** Whether the redrive allow policy of a dead-letter queue lets a source use it. */
export const allowsSource = (deadLetters: QueueRecord, sourceArn: string): boolean => {
  const policy = parsed(deadLetters.attributes["RedriveAllowPolicy"] ?? "")
  if (!isObject(policy) || policy["redrivePermission"] === "allowAll") return true
  const sources = policy["sourceQueueArns"]
  return policy["redrivePermission"] === "byQueue" && Array.isArray(sources) && sources.includes(sourceArn)
}

const checked = (name: string, value: string): string => {
  const range = ranges[name]
  if (range !== undefined) {
    if (!/^\d{1,9}$/.test(value) || Number(value) < range[0] || Number(value) > range[1])
      throw invalidAttributeValue(name)
    return String(Number(value))
  }
  if (choices[name]?.includes(value) === false) throw invalidAttributeValue(name)
  if (name === "RedrivePolicy" && value !== "") return redrivePolicyText(value)
  if (name === "RedriveAllowPolicy" && value !== "") return allowPolicyText(value)
  if (name === "Policy" && value !== "" && !isObject(parsed(value))) throw invalidAttributeValue(name)
  return value
}

const checkKind = (name: string, value: string, fifo: boolean): void => {
  if (computed.includes(name) || name === "All" || !known.has(name)) throw unknownAttribute(name)
  if (fifo || !fifoOnly.has(name)) return
  if (name === "FifoQueue" || name === "ContentBasedDeduplication") throw unknownAttribute(name)
  throw invalidAttributeName(`You can specify the ${name} only when FifoQueue is set to true.`)
}

const checkTogether = (given: Attributes, all: Attributes): void => {
  if (given["SqsManagedSseEnabled"] === "true" && (given["KmsMasterKeyId"] ?? "") !== "")
    throw invalidAttributeName(
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    )
  if (all["FifoThroughputLimit"] === "perMessageGroupId" && all["DeduplicationScope"] !== "messageGroup")
    throw invalidAttributeValue(
      "FifoThroughputLimit",
      "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup.",
    )
}

/** The attributes that a request sets, each checked and in SQS's form. */
export const checkAttributes = (given: Attributes, fifo: boolean): Attributes =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      checkKind(name, value, fifo)
      return [name, checked(name, value)]
    }),
  )

/** All that was set or goes without saying, after a request set some of it. */
export const mergeAttributes = (before: Attributes | undefined, given: Attributes, fifo: boolean): Attributes => {
  const all = { ...(before ?? (fifo ? fifoDefaults : standardDefaults)), ...given }
  checkTogether(given, all)
  // The two kinds of encryption exclude each other: the one set last counts.
  if ((given["KmsMasterKeyId"] ?? "") !== "") all["SqsManagedSseEnabled"] = "false"
  else if (given["SqsManagedSseEnabled"] === "true") {
    delete all["KmsMasterKeyId"]
    delete all["KmsDataKeyReusePeriodSeconds"]
  }
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== "" || !removable.has(name)))
}

/** The first attribute that differs from what the queue has, or undefined. */
export const firstDifference = (queue: QueueRecord, given: Attributes): string | undefined =>
  Object.entries(given).find(
    ([name, value]) => (queue.attributes[name] ?? "") !== value && !(name === "FifoQueue" && isFifo(queue)),
  )?.[0]
