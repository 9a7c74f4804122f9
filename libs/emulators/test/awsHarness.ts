import * as Bridge from "@aws-sdk/client-eventbridge"
import * as Sqs from "@aws-sdk/client-sqs"
import { startAws } from "../src/aws/Aws.ts"
import { makeClock } from "../src/kit/Clock.ts"
import { Store } from "../src/kit/Store.ts"

const identity = { region: "us-east-1", accountId: "000000000000" }
export const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`

/** The emulator with AWS's own clients, on a file or in memory. */
export const openAws = async (file = ":memory:") => {
  const store = new Store(file)
  const clock = makeClock(store)
  const emulator = await startAws({ port: 0, store, clock, ...identity })
  const credentials = { accessKeyId: "local", secretAccessKey: "local" }
  const options = { endpoint: emulator.url, region: identity.region, credentials, maxAttempts: 1 }
  const sqs = new Sqs.SQSClient(options)
  const target = { sqs: "AmazonSQS", events: "AWSEvents", secrets: "secretsmanager" }
  return {
    url: emulator.url,
    clock,
    sqs,
    bridge: new Bridge.EventBridgeClient(options),
    /** A request as it goes over the wire. */
    raw: async (
      service: keyof typeof target,
      operation: string,
      input: unknown,
      headers: Record<string, string> = {},
    ) => {
      const response = await fetch(emulator.url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `${target[service]}.${operation}`,
          ...headers,
        },
        body: JSON.stringify(input),
      })
      const body: { __type: string; message: string } = JSON.parse(await response.text())
      return { status: response.status, headers: response.headers, body }
    },
    queue: async (QueueName: string, Attributes: Record<string, string> = {}) => {
      const { QueueUrl = "" } = await sqs.send(new Sqs.CreateQueueCommand({ QueueName, Attributes }))
      return QueueUrl
    },
    send: (QueueUrl: string, MessageBody: string, more: Partial<Sqs.SendMessageCommandInput> = {}) =>
      sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    receive: async (QueueUrl: string, more: Partial<Sqs.ReceiveMessageCommandInput> = {}) =>
      (
        await sqs.send(
          new Sqs.ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: 10,
            MessageSystemAttributeNames: ["All"],
            MessageAttributeNames: ["All"],
            ...more,
          }),
        )
      ).Messages ?? [],
    close: async () => {
      await emulator.close()
      store.close()
    },
  }
}

export type AwsUnderTest = Awaited<ReturnType<typeof openAws>>
