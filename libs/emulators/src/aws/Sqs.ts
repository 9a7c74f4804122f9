import { createRequestHandler } from "local-aws-sqs"
import { IncomingMessage, ServerResponse, type IncomingHttpHeaders } from "node:http"
import { Socket } from "node:net"
import type { Collection, Store } from "../kit/Store.ts"
import { isObject, type Json } from "./AwsError.ts"
import { clientGone, QueueMessages, type JournalEntry, type LibraryQueue, type SqsService } from "./SqsQueue.ts"

/** What another part of the emulator may put on a queue. */
export interface QueueInput {
  readonly body: string
  readonly groupId?: string | undefined
  readonly traceHeader?: string | undefined
  readonly attributes?: Readonly<Record<string, string>>
}

export interface Sqs {
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>
  /** False when there is no such queue. */
  send(queueArn: string, input: QueueInput): boolean
}

interface KnownQueue {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

const settable = new Set([
  "DelaySeconds",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "VisibilityTimeout",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "FifoQueue",
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "FifoThroughputLimit",
])

const asString = (value: string) => ({ DataType: "String", StringValue: value })

const takeOver = (queue: LibraryQueue, service: SqsService, journal: Collection<JournalEntry>): void => {
  if (queue.FifoQueue) return
  const messages = new QueueMessages(queue, service, journal)
  const libraryAttributes = queue.getAttributes.bind(queue)
  queue.newRecord = (record, delay) => {
    messages.add(
      {
        ...record,
        MessageId: String(record["MessageId"]),
        MessageBody: String(record["MessageBody"]),
        attributes: record["attributes"],
      },
      Number.isNaN(delay ?? NaN) ? queue.DelaySeconds : Number(delay),
    )
    return { record }
  }
  queue.receive = ({ VisibilityTimeout, WaitTimeSeconds, MaxNumberOfMessages }) =>
    messages.receive(
      Number(MaxNumberOfMessages ?? 1),
      Number(WaitTimeSeconds ?? queue.ReceiveMessageWaitTimeSeconds),
      Number(VisibilityTimeout ?? queue.VisibilityTimeout),
    )
  const libraryDelete = queue.delete.bind(queue)
  // The library's own delete finds no message, and throws for a handle that is none.
  queue.delete = (handle) => libraryDelete(handle) && messages.delete(handle)
  queue.changeVisibility = (handle, seconds) => messages.changeVisibility(handle, Number(seconds))
  queue.clearRecords = () => messages.clear()
  queue.getAttributes = (names) => {
    const attributes: unknown = libraryAttributes(names)
    if (!isObject(attributes)) return attributes
    const counts = Object.entries(messages.counts()).filter(([name]) => name in attributes)
    return { ...attributes, ...Object.fromEntries(counts) }
  }
}

const settableOf = (queue: LibraryQueue): Record<string, string> => {
  const all: Readonly<Record<string, string>> = queue.getAttributes(["All"])
  return Object.fromEntries(Object.entries(all).filter(([name]) => settable.has(name)))
}

/** Where the library differs from AWS: an older parameter's name, and what counts as another queue of the same name. */
const corrected = (operation: string, input: Json, service: SqsService): Json => {
  const names = input["MessageSystemAttributeNames"]
  if (operation === "ReceiveMessage" && Array.isArray(names)) return { ...input, AttributeNames: names }
  const existing = service.Queues.find((queue) => queue.QueueName === input["QueueName"])
  if (operation !== "CreateQueue" || existing === undefined) return input
  const given = isObject(input["Attributes"]) ? input["Attributes"] : {}
  return { ...input, Attributes: { ...settableOf(existing), ...given } }
}

/** The library reads the body from a request's stream. */
const requestFor = (headers: IncomingHttpHeaders, url: string, body: string | Buffer): IncomingMessage => {
  const request = new IncomingMessage(new Socket())
  request.headers = headers
  request.method = "POST"
  request.url = url
  request.push(body)
  request.push(null)
  return request
}

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

/** Writes down what queues there are, so that the next start has them before the first message comes. */
const remember = (service: SqsService, known: Collection<KnownQueue>): void => {
  for (const queue of service.Queues) {
    const entry = { name: queue.QueueName, attributes: settableOf(queue) }
    if (JSON.stringify(known.get(entry.name)) !== JSON.stringify(entry)) known.put(entry.name, entry)
  }
  for (const { name } of known.all()) if (!service.Queues.some((queue) => queue.QueueName === name)) known.delete(name)
}

const changing = new Set(["CreateQueue", "SetQueueAttributes", "DeleteQueue"])

/** SQS: the library's wire protocol on queues and messages that outlive the process. */
export const makeSqs = async (store: Store, region: string, accountId: string): Promise<Sqs> => {
  const known = store.collection<KnownQueue>("sqs-queues")
  const journal = store.collection<JournalEntry>("sqs-messages")
  const { service, requestHandler } = createRequestHandler({
    port: 0,
    region,
    accountId,
    emulateQueueCreationLifecycle: false,
  })
  const takenOver = new WeakSet<LibraryQueue>()

  const handle = async (headers: IncomingHttpHeaders, url: string, response: ServerResponse, body: Buffer) => {
    const host = new URL(`http://${headers.host ?? "127.0.0.1"}`)
    service.HOSTNAME = host.hostname
    service.PORT = Number(host.port || 80)
    const operation = String(headers["x-amz-target"]).split(".")[1] ?? ""
    const input = parsed(body)
    const corrections = isObject(input) ? JSON.stringify(corrected(operation, input, service)) : body
    const run = () => requestHandler(requestFor(headers, url, corrections), response)
    if (operation === "ReceiveMessage") {
      const gone = new AbortController()
      response.once("close", () => gone.abort())
      await clientGone.run(gone.signal, run)
    } else await run()
    if (!changing.has(operation)) return
    for (const queue of service.Queues) {
      if (!takenOver.has(queue)) takeOver(queue, service, journal)
      takenOver.add(queue)
    }
    remember(service, known)
  }

  const recreate = ({ name, attributes }: KnownQueue) => {
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.CreateQueue" }
    const body = Buffer.from(JSON.stringify({ QueueName: name, Attributes: attributes }))
    return handle(headers, "/", new ServerResponse(new IncomingMessage(new Socket())), body)
  }
  // A queue with a redrive policy needs its dead-letter queue first.
  const byDependency = known
    .all()
    .toSorted((a, b) => Number("RedrivePolicy" in a.attributes) - Number("RedrivePolicy" in b.attributes))
  for (const queue of byDependency) await recreate(queue)

  return {
    handle: (request, response, body) => handle(request.headers, request.url ?? "/", response, body),
    send: (queueArn, { body, groupId, traceHeader, attributes }) => {
      const queue = service.Queues.find((one) => one.QueueName === queueArn.split(":").at(-1))
      if (queue === undefined) return false
      queue.setRecord({
        MessageBody: body,
        ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
        ...(traceHeader === undefined ? {} : { MessageSystemAttributes: { AWSTraceHeader: asString(traceHeader) } }),
        ...(attributes === undefined
          ? {}
          : {
              MessageAttributes: Object.fromEntries(
                Object.entries(attributes).map(([name, value]) => [name, asString(value)]),
              ),
            }),
      })
      return true
    },
  }
}
