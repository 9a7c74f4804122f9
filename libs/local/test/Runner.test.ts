import * as Bridge from "@aws-sdk/client-eventbridge"
import * as Sqs from "@aws-sdk/client-sqs"
import { startAws } from "@tango/emulators/aws/Aws"
import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { createServer, type Server } from "node:http"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { failedIds } from "../src/runner/SqsEvent.ts"
import { startRunner } from "../src/runner/Runner.ts"

const accountId = "000000000000"
const region = "us-east-1"
const store = new Store(":memory:")
const seen: Array<{ body: string; messageId: string; attributes: Record<string, string> }> = []
const failures: Array<unknown> = []

/** Who said "hold", and waits until somebody else does. */
const held: Array<() => void> = []
const report = createServer(async (request, response) => {
  const records = JSON.parse(await text(request))
  seen.push(...records)
  if (records[0]?.body === "hold") held.push(() => response.end())
  else response.end()
  if (held.length === 2) for (const release of held) release()
})
/** The runner's address is known only when it has started, and the emulator starts first. */
const lambda = createServer(async (request, response) => {
  const { headers, method = "", url } = request
  const type = String(headers["x-amz-invocation-type"])
  const body = await text(request)
  const answer = await fetch(`${runner.url}${url}`, { method, headers: { "x-amz-invocation-type": type }, body })
  response.writeHead(answer.status).end(await answer.text())
})
const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`
}
let aws: Awaited<ReturnType<typeof startAws>>
let sqs: Sqs.SQSClient
let runner: Awaited<ReturnType<typeof startRunner>>
let QueueUrl: string

const count = async (name: string) => {
  const command = new Sqs.GetQueueAttributesCommand({
    QueueUrl: `${aws.url}/${accountId}/${name}`,
    AttributeNames: ["All"],
  })
  const { Attributes = {} } = await sqs.send(command)
  return {
    visible: Number(Attributes["ApproximateNumberOfMessages"]),
    inFlight: Number(Attributes["ApproximateNumberOfMessagesNotVisible"]),
  }
}
const send = (MessageBody: string) => sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody }))
const attempts = (body: string) =>
  seen.filter((record) => record.body === body).map(({ attributes }) => attributes["ApproximateReceiveCount"])

beforeAll(async () => {
  const reportUrl = await listening(report)
  const lambdaUrl = await listening(lambda)
  aws = await startAws({ port: 0, store, clock: makeClock(store), region, accountId, lambdaUrl })
  sqs = new Sqs.SQSClient({ endpoint: aws.url, region, credentials: { accessKeyId: "x", secretAccessKey: "x" } })
  await sqs.send(new Sqs.CreateQueueCommand({ QueueName: "dlq" }))
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: `arn:aws:sqs:${region}:${accountId}:dlq`,
    maxReceiveCount: 2,
  })
  QueueUrl =
    (
      await sqs.send(
        new Sqs.CreateQueueCommand({ QueueName: "queue", Attributes: { RedrivePolicy, VisibilityTimeout: "1" } }),
      )
    ).QueueUrl ?? ""
  const handler = {
    entry: fileURLToPath(new URL("./fixtures/handler.ts", import.meta.url)),
    timeoutSeconds: 1,
    environment: { REPORT_URL: reportUrl },
  }
  const functions = [
    { ...handler, functionName: "consumer", queue: { name: "queue", batchSize: 10, maxConcurrency: 2 } },
    { ...handler, functionName: "direct", environment: {}, failureQueue: "failures" },
  ]
  runner = await startRunner({
    port: 0,
    awsUrl: aws.url,
    region,
    accountId,
    functions,
    log: (line) => failures.push(line),
  })
})

afterAll(async () => {
  await runner.close()
  await aws.close()
  report.close()
  lambda.close()
})

const invoke = (event: unknown, name = "direct") =>
  fetch(`${runner.url}/2015-03-31/functions/${name}/invocations`, { method: "POST", body: JSON.stringify(event) })
const eventOf = (body: string) => ({ Records: [{ messageId: "1", body, attributes: {} }] })

it("deletes what succeeded and brings back what failed, until it goes to the dead-letter queue", async () => {
  for (const body of ["good", "fail", "fine"]) await send(body)
  await vi.waitFor(() => expect(attempts("fail")).toEqual(["1", "2"]), 10_000)
  await vi.waitFor(async () => expect(await count("dlq")).toMatchObject({ visible: 1 }), 10_000)
  expect(await count("queue")).toEqual({ visible: 0, inFlight: 0 })
  expect(attempts("good")).toEqual(["1"])
  expect(attempts("fine")).toEqual(["1"])
}, 30_000)

it("handles as many batches at a time as it may", async () => {
  await send("hold")
  await vi.waitFor(() => expect(held).toHaveLength(1), 10_000)
  await send("hold")
  await vi.waitFor(async () => expect(await count("queue")).toEqual({ visible: 0, inFlight: 0 }), 10_000)
  expect(attempts("hold")).toEqual(["1", "1"])
}, 30_000)

it("brings back the whole batch when the handler throws", async () => {
  await send("throw")
  await vi.waitFor(
    () => expect(failures).toContainEqual(expect.objectContaining({ error: "TypeError: asked to" })),
    10_000,
  )
  await vi.waitFor(async () => expect(await count("dlq")).toMatchObject({ visible: 2 }), 15_000)
}, 30_000)

it("calls a function that a rule names, and tells its failure queue after three attempts what it gave up", async () => {
  const bridge = new Bridge.EventBridgeClient({
    endpoint: aws.url,
    region,
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
  })
  await sqs.send(new Sqs.CreateQueueCommand({ QueueName: "failures" }))
  await bridge.send(new Bridge.PutRuleCommand({ Name: "direct", EventPattern: '{"source":["tango.test"]}' }))
  const Arn = `arn:aws:lambda:${region}:${accountId}:function:direct`
  await bridge.send(new Bridge.PutTargetsCommand({ Rule: "direct", Targets: [{ Id: "function", Arn }] }))
  const put = (Detail: string) =>
    bridge.send(new Bridge.PutEventsCommand({ Entries: [{ Source: "tango.test", DetailType: "t", Detail }] }))
  // The handler looks for records, and an event has none.
  await put('{"n":1}')
  const command = new Sqs.ReceiveMessageCommand({ QueueUrl: `${aws.url}/${accountId}/failures`, WaitTimeSeconds: 20 })
  const { Messages = [] } = await sqs.send(command)
  expect(Messages.map(({ Body = "" }) => JSON.parse(Body))).toMatchObject([
    {
      version: "1.0",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/u),
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/u),
        functionArn: `${Arn}:$LATEST`,
        condition: "RetriesExhausted",
        approximateInvokeCount: 3,
      },
      requestPayload: { source: "tango.test", "detail-type": "t", detail: { n: 1 } },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      responsePayload: { errorType: "TypeError", errorMessage: expect.any(String), trace: expect.any(Array) },
    },
  ])
  const answer = await fetch(`${runner.url}/2015-03-31/functions/direct/invocations`, {
    method: "POST",
    headers: { "x-amz-invocation-type": "Event" },
    body: JSON.stringify({ Records: [] }),
  })
  expect([answer.status, await answer.text()]).toEqual([202, ""])
  bridge.destroy()
}, 30_000)

it("answers an invocation, its failure, and one of an unknown function as Lambda does", async () => {
  const good = await invoke(eventOf("fail"))
  expect(await good.json()).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] })
  const bad = await invoke(eventOf("throw"))
  expect(bad.headers.get("x-amz-function-error")).toBe("Unhandled")
  expect(await bad.json()).toMatchObject({ errorType: "TypeError", errorMessage: "asked to" })
  expect((await invoke({}, "nothing")).status).toBe(404)
})

it("ends a function at its timeout, and one that died gets a new worker", async () => {
  expect(await (await invoke(eventOf("hang"))).json()).toMatchObject({
    errorMessage: "Task timed out after 1.00 seconds",
  })
  expect(await (await invoke(eventOf("exit"))).json()).toMatchObject({ errorType: "Runtime.ExitError" })
  expect(await (await invoke(eventOf("good"))).json()).toEqual({ batchItemFailures: [] })
}, 30_000)

it("takes the whole batch as failed when the answer names a message that was not in it", () => {
  expect([...failedIds({ batchItemFailures: [{ itemIdentifier: "a" }] }, ["a", "b"])]).toEqual(["a"])
  expect([...failedIds({ batchItemFailures: [{ itemIdentifier: "x" }] }, ["a", "b"])]).toEqual(["a", "b"])
  expect([...failedIds(null, ["a"])]).toEqual([])
})
