import * as Bridge from "@aws-sdk/client-eventbridge"
import * as Sqs from "@aws-sdk/client-sqs"
import { once } from "node:events"
import { createServer } from "node:http"
import { text } from "node:stream/consumers"
import { expect, it } from "vitest"
import { startAws } from "../src/aws/Aws.ts"
import { makeClock } from "../src/kit/Clock.ts"
import { Store } from "../src/kit/Store.ts"

it("invokes a function asynchronously, tries again, and gives up into the target's dead-letter queue", async () => {
  const calls: Array<{ path: string | undefined; type: unknown; body: { "detail-type": string } }> = []
  const lambda = createServer((request, response) => {
    void text(request).then((body) => {
      calls.push({ path: request.url, type: request.headers["x-amz-invocation-type"], body: JSON.parse(body) })
      response.writeHead(request.url?.includes("broken") || calls.length === 1 ? 500 : 202).end()
    })
  }).listen(0, "127.0.0.1")
  await once(lambda, "listening")
  const address = lambda.address()
  const port = typeof address === "object" ? address?.port : 0
  const store = new Store(":memory:")
  const emulator = await startAws({
    port: 0,
    store,
    clock: makeClock(store),
    region: "us-east-1",
    accountId: "000000000000",
    lambdaUrl: `http://127.0.0.1:${port}`,
  })
  const options = {
    endpoint: emulator.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  }
  const bridge = new Bridge.EventBridgeClient(options)
  const sqs = new Sqs.SQSClient(options)
  const { QueueUrl } = await sqs.send(new Sqs.CreateQueueCommand({ QueueName: "failed" }))
  const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`
  const rule = async (name: string) => {
    await bridge.send(new Bridge.PutRuleCommand({ Name: name, EventPattern: JSON.stringify({ source: [name] }) }))
    const DeadLetterConfig = { Arn: "arn:aws:sqs:us-east-1:000000000000:failed" }
    const target = { Id: "f", Arn: functionArn(name), DeadLetterConfig, RetryPolicy: { MaximumRetryAttempts: 1 } }
    await bridge.send(new Bridge.PutTargetsCommand({ Rule: name, Targets: [target] }))
    await bridge.send(
      new Bridge.PutEventsCommand({ Entries: [{ Source: name, DetailType: "paid", Detail: '{"a":1}' }] }),
    )
  }
  try {
    await rule("alerts")
    await expect.poll(() => calls.length, { timeout: 5_000 }).toBe(2)
    expect(calls[1]).toMatchObject({
      path: "/2015-03-31/functions/alerts/invocations",
      type: "Event",
      body: { "detail-type": "paid" },
    })
    await rule("broken")
    const { Messages } = await sqs.send(
      new Sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, MessageAttributeNames: ["All"] }),
    )
    expect(Messages?.[0]?.MessageAttributes?.["TARGET_ARN"]?.StringValue).toBe(functionArn("broken"))
    expect(Messages?.[0]?.MessageAttributes?.["RETRY_ATTEMPTS"]?.StringValue).toBe("1")
    expect(calls).toHaveLength(4)
  } finally {
    await emulator.close()
    lambda.close()
    store.close()
  }
})
