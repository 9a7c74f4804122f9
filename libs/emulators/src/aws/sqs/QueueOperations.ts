import { type Json } from "../AwsError.ts"
import type { Queue } from "./Queue.ts"
import {
  allowsSource,
  checkAttributeNames,
  checkAttributes,
  firstDifference,
  mergeAttributes,
  redrivePolicyOf,
} from "./QueueAttributes.ts"
import type { Queues } from "./Queues.ts"
import type { Sender } from "./Send.ts"
import {
  integer,
  invalidAttributeValue,
  invalidParameter,
  invalidValue,
  missingParameter,
  needed,
  optional,
  queueDeletedRecently,
  queueDoesNotExist,
  queueNameExists,
  stringMap,
  strings,
} from "./SqsError.ts"
import { isFifo, type QueueRecord } from "./SqsModel.ts"

/** What a request brings beside its input. */
export interface Call {
  /** The URL of a queue as this client reaches it. */
  urlOf(name: string): string
  readonly gone: AbortSignal
  readonly traceHeader?: string | undefined
}
export type Operation = (input: Json, call: Call) => unknown
export type Operations = Readonly<Record<string, Operation>>

const checkName = (name: string, fifo: boolean): void => {
  if (fifo && !/^(?=.{1,80}$)[\w-]+\.fifo$/.test(name))
    throw invalidParameter(
      "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
    )
  if (!fifo && !/^[\w-]{1,80}$/.test(name))
    throw invalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
}

const checkRedrive = (queues: Queues, record: QueueRecord): void => {
  const policy = redrivePolicyOf(record)
  if (policy === undefined) return
  const refuse = (reason: string) => invalidValue(record.attributes["RedrivePolicy"], "RedrivePolicy", reason)
  const target = queues.byArn(policy.deadLetterTargetArn)
  if (target === undefined) throw refuse("Dead letter target does not exist.")
  if (isFifo(target.record) !== isFifo(record))
    throw refuse("Dead-letter queue must be same type of queue as the source.")
  if (!allowsSource(target.record, record.arn))
    throw refuse("The dead-letter queue's redrive allow policy does not let this queue use it.")
}

const create = (queues: Queues, input: Json): Queue => {
  const name = needed(input, "QueueName")
  const attributes = stringMap(input, "Attributes")
  const fifo = attributes["FifoQueue"] === "true"
  checkName(name, fifo)
  const given = checkAttributes(attributes, fifo)
  const existing = queues.get(name)
  if (existing !== undefined) {
    const difference = firstDifference(existing.record, given)
    if (difference !== undefined) throw queueNameExists(difference)
    return existing
  }
  const now = queues.clock.now()
  if (now - (queues.deletedAt(name) ?? -Infinity) < 60_000) throw queueDeletedRecently()
  const created = Math.floor(now / 1000)
  const merged = mergeAttributes(undefined, given, fifo)
  const tags = stringMap(input, "tags")
  const record = { name, arn: queues.arn(name), attributes: merged, tags, created, modified: created }
  checkRedrive(queues, record)
  return queues.save(record)
}

const setAttributes = (queues: Queues, input: Json): void => {
  const { record } = queues.of(input)
  const attributes = stringMap(input, "Attributes")
  if (Object.keys(attributes).length === 0) throw missingParameter("Attribute.Name")
  if (isFifo(record) && attributes["FifoQueue"] === "false")
    throw invalidAttributeValue("FifoQueue", "Modifying queue type is not supported.")
  const given = checkAttributes(attributes, isFifo(record))
  const merged = mergeAttributes(record.attributes, given, isFifo(record))
  const changed = { ...record, attributes: merged, modified: Math.floor(queues.clock.now() / 1000) }
  if (given["RedrivePolicy"] !== undefined) checkRedrive(queues, changed)
  queues.save(changed)
}

const attributesOf = (queue: Queue): Readonly<Record<string, string>> => ({
  ...queue.counts(),
  ...queue.record.attributes,
  CreatedTimestamp: String(queue.record.created),
  LastModifiedTimestamp: String(queue.record.modified),
  QueueArn: queue.record.arn,
})

const getAttributes = (queue: Queue, names: ReadonlyArray<string>) => {
  checkAttributeNames(names)
  const all = attributesOf(queue)
  const wanted = Object.entries(all).filter(([name]) => names.includes("All") || names.includes(name))
  return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) }
}

/** A page of queues: without MaxResults, up to 1,000 and no token. */
const pageOf = (queues: ReadonlyArray<Queue>, input: Json) => {
  const maximum = integer(input, "MaxResults")
  const token = optional(input, "NextToken")
  if (maximum !== undefined && (maximum < 1 || maximum > 1_000))
    throw invalidValue(maximum, "MaxResults", "MaxResults must be an integer between 1 and 1000.")
  const after = token === undefined ? "" : Buffer.from(token, "base64").toString()
  const rest = queues.filter(({ name }) => name > after)
  const items = rest.slice(0, maximum ?? 1_000)
  const last = items.at(-1)
  const more = maximum !== undefined && last !== undefined && rest.length > items.length
  return { items, next: more ? { NextToken: Buffer.from(last.name).toString("base64") } : {} }
}

/** Creating, finding, describing and deleting queues, and their tags. */
export const queueOperations = (queues: Queues, sender: Sender): Operations => ({
  CreateQueue: (input, call) => ({ QueueUrl: call.urlOf(create(queues, input).name) }),
  GetQueueUrl: (input, call) => {
    const queue = queues.get(needed(input, "QueueName"))
    const owner = optional(input, "QueueOwnerAWSAccountId") ?? queues.accountId
    if (queue === undefined || owner !== queues.accountId) throw queueDoesNotExist()
    return { QueueUrl: call.urlOf(queue.name) }
  },
  ListQueues: (input, call) => {
    const prefix = optional(input, "QueueNamePrefix") ?? ""
    const { items, next } = pageOf(
      queues.all().filter(({ name }) => name.startsWith(prefix)),
      input,
    )
    return items.length === 0 ? {} : { QueueUrls: items.map(({ name }) => call.urlOf(name)), ...next }
  },
  ListDeadLetterSourceQueues: (input, call) => {
    const { arn } = queues.of(input).record
    const sources = queues.all().filter(({ record }) => redrivePolicyOf(record)?.deadLetterTargetArn === arn)
    const { items, next } = pageOf(sources, input)
    return { queueUrls: items.map(({ name }) => call.urlOf(name)), ...next }
  },
  GetQueueAttributes: (input) => getAttributes(queues.of(input), strings(input, "AttributeNames")),
  SetQueueAttributes: (input) => setAttributes(queues, input),
  DeleteQueue: (input) => {
    const queue = queues.of(input)
    queues.delete(queue)
    sender.forget(queue)
  },
  PurgeQueue: (input) => {
    const queue = queues.of(input)
    queue.purge()
    sender.forget(queue)
  },
  TagQueue: (input) => {
    const { record } = queues.of(input)
    const tags = { ...record.tags, ...stringMap(input, "Tags") }
    if (Object.keys(tags).length > 50) throw invalidParameter("Too many tags added for queue. Maximum is 50.")
    queues.save({ ...record, tags })
  },
  UntagQueue: (input) => {
    const { record } = queues.of(input)
    const gone = strings(input, "TagKeys")
    queues.save({
      ...record,
      tags: Object.fromEntries(Object.entries(record.tags).filter(([key]) => !gone.includes(key))),
    })
  },
  ListQueueTags: (input) => {
    const { tags } = queues.of(input).record
    return Object.keys(tags).length === 0 ? {} : { Tags: tags }
  },
})
