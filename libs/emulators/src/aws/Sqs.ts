import { randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Clock } from "../kit/Clock.ts"
import type { Store } from "../kit/Store.ts"
import { isObject, type Json } from "./AwsError.ts"
import type { Disturbance } from "./Disturbance.ts"
import { messageOperations } from "./sqs/MessageOperations.ts"
import { makeMoveTasks } from "./sqs/MoveTasks.ts"
import { permissionOperations } from "./sqs/Permissions.ts"
import { queryInput } from "./sqs/QueryInput.ts"
import { queryAnswer, queryError } from "./sqs/QueryOutput.ts"
import { queueOperations, type Call, type Operation } from "./sqs/QueueOperations.ts"
import { makeQueues } from "./sqs/Queues.ts"
import { makeSender } from "./sqs/Send.ts"
import { optional, SqsError } from "./sqs/SqsError.ts"

/** What another part of the emulator may put on a queue. */
export interface QueueInput {
  readonly body: string
  readonly groupId?: string | undefined
  readonly traceHeader?: string | undefined
  readonly attributes?: Readonly<Record<string, string>>
}

export interface Sqs {
  /** Answers a request of the JSON protocol, or of the query protocol when it names no target. */
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>
  /** False when there is no such queue. */
  send(queueArn: string, input: QueueInput): boolean
  /** Makes those who wait look again, for instance after the clock was moved. */
  wake(): void
  /** Ends the visibility timeout of all that is in flight, as if time had passed for it alone; gives how many those were. */
  release(): number
  close(): void
}

/** Actions of the query protocol that are not about the queue whose URL they are sent to. */
const accountActions = new Set([
  "CreateQueue",
  "ListQueues",
  "StartMessageMoveTask",
  "ListMessageMoveTasks",
  "CancelMessageMoveTask",
])

interface Asked {
  readonly operation: string
  readonly input: Json
  readonly isQuery: boolean
}

const parse = (body: Buffer): Json => {
  try {
    const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString())
    if (isObject(input)) return input
  } catch {
    // Refused below, as what is no object is.
  }
  throw new SqsError("SerializationException", "The request body is not a JSON object.", { modelled: false })
}

const invalidAction = (action: string) =>
  new SqsError("InvalidAction", `The action ${action} is not valid for this endpoint.`, { modelled: false })

const asked = (request: IncomingMessage, body: Buffer): Asked => {
  const target = request.headers["x-amz-target"]
  if (typeof target === "string") return { operation: target.split(".")[1] ?? "", input: parse(body), isQuery: false }
  const url = new URL(request.url ?? "/", "http://emulator")
  const parameters = request.method === "GET" ? url.searchParams : new URLSearchParams(body.toString())
  const operation = parameters.get("Action") ?? ""
  const input = queryInput(parameters)
  const isQueueUrl = url.pathname.split("/").length > 2
  if (isQueueUrl && accountActions.has(operation)) throw invalidAction(operation)
  const own =
    isQueueUrl && optional(input, "QueueUrl") === undefined ? { QueueUrl: `http://emulator${url.pathname}` } : {}
  return { operation, input: { ...input, ...own }, isQuery: true }
}

const reply = (
  response: ServerResponse,
  status: number,
  isQuery: boolean,
  body: string,
  id: string,
  error?: SqsError,
) => {
  response.writeHead(status, {
    "content-type": isQuery ? "text/xml" : "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": id,
    ...(error === undefined || isQuery ? {} : { "x-amzn-query-error": `${error.queryCode};Sender` }),
  })
  response.end(body)
}

const refuse = (response: ServerResponse, isQuery: boolean, error: SqsError, id: string): void => {
  const prefix = error.modelled ? "com.amazonaws.sqs#" : "com.amazon.coral.service#"
  const json = () => JSON.stringify({ __type: prefix + error.code, message: error.message })
  reply(response, error.status, isQuery, isQuery ? queryError(error, id) : json(), id, error)
}

/** SQS with queues and messages that outlive the process. */
export const makeSqs = (
  store: Store,
  clock: Clock,
  region: string,
  accountId: string,
  disturbance: Pick<Disturbance, "copies">,
): Sqs => {
  const queues = makeQueues(store, clock, region, accountId)
  const sender = makeSender(queues)
  const tasks = makeMoveTasks(queues)
  const operations = new Map<string, Operation>(
    Object.entries({
      ...queueOperations(queues, sender),
      ...permissionOperations(queues),
      ...messageOperations(queues, sender),
      ...tasks.operations,
    }),
  )

  const run = async ({ operation, input, isQuery }: Asked, call: Call): Promise<unknown> => {
    const found = operations.get(operation)
    if (found !== undefined) return found(input, call)
    throw isQuery
      ? invalidAction(operation)
      : new SqsError("UnknownOperationException", "", { queryCode: "InvalidAction", status: 404, modelled: false })
  }

  const handle = async (request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> => {
    const id = randomUUID()
    const gone = new AbortController()
    response.once("close", () => gone.abort())
    const trace = request.headers["x-amzn-trace-id"]
    const host = request.headers.host ?? "127.0.0.1"
    const call = {
      urlOf: (name: string) => `http://${host}/${accountId}/${name}`,
      gone: gone.signal,
      traceHeader: typeof trace === "string" ? trace : undefined,
    }
    let isQuery = request.headers["x-amz-target"] === undefined
    try {
      const question = asked(request, body)
      isQuery = question.isQuery
      const output = await run(question, call)
      const text = isQuery ? queryAnswer(question.operation, output, id) : JSON.stringify(output ?? {})
      reply(response, 200, isQuery, text, id)
    } catch (error) {
      if (!(error instanceof SqsError)) throw error
      refuse(response, isQuery, error, id)
    }
  }

  return {
    handle,
    send: (queueArn, { body, groupId, traceHeader, attributes }) => {
      const queue = queues.byArn(queueArn)
      if (queue === undefined) return false
      const values = Object.entries(attributes ?? {}).map(([name, value]) => [
        name,
        { DataType: "String", StringValue: value },
      ])
      const content = {
        body,
        groupId,
        traceHeader,
        attributes: values.length === 0 ? undefined : Object.fromEntries(values),
      }
      for (const delay of disturbance.copies()) sender.accept(queue, content, queue.number("DelaySeconds") + delay)
      return true
    },
    wake: () => {
      for (const queue of queues.all()) queue.wake()
    },
    release: () => {
      const hidden = queues.all().flatMap((queue) =>
        queue
          .messages()
          .filter(({ receivedAt, visibleAt }) => receivedAt !== undefined && visibleAt > clock.now())
          .map((message) => ({ queue, message })),
      )
      for (const { message, queue } of hidden) queue.changeVisibility(message, 0)
      return hidden.length
    },
    close: tasks.close,
  }
}
