import * as Bridge from "@aws-sdk/client-eventbridge"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { arnOf, openAws } from "./awsHarness.ts"

const folder = mkdtempSync(join(tmpdir(), "tango-kill-"))
const file = join(folder, "emulators.sqlite")
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const script = `
import { startAws } from ${JSON.stringify(new URL("../src/aws/Aws.ts", import.meta.url).href)}
import { makeClock } from ${JSON.stringify(new URL("../src/kit/Clock.ts", import.meta.url).href)}
import { Store } from ${JSON.stringify(new URL("../src/kit/Store.ts", import.meta.url).href)}
const store = new Store(${JSON.stringify(file)})
const aws = await startAws({ port: 0, store, clock: makeClock(store), region: "us-east-1", accountId: "000000000000" })
console.log(aws.url)
`

it("keeps what it answered for when it is killed right after the answer", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] })
  const exited = once(child, "exit")
  const [line]: Array<Buffer> = await once(child.stdout, "data")
  const url = String(line).trim()
  const call = async (service: string, operation: string, input: object) => {
    const headers = { "x-amz-target": `${service}.${operation}` }
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(input) })
    expect(response.status).toBe(200)
    await response.arrayBuffer()
  }
  for (const QueueName of ["sent", "put"]) await call("AmazonSQS", "CreateQueue", { QueueName })
  await call("AWSEvents", "PutRule", { Name: "r", EventPattern: '{"source":["s"]}' })
  await call("AWSEvents", "PutTargets", { Rule: "r", Targets: [{ Id: "t", Arn: arnOf("put") }] })
  await call("AmazonSQS", "SendMessage", { QueueUrl: `${url}/000000000000/sent`, MessageBody: "one" })
  await call("AWSEvents", "PutEvents", { Entries: [{ Source: "s", DetailType: "d", Detail: '{"n":1}' }] })
  child.kill("SIGKILL")
  await exited

  const aws = await openAws(file)
  expect(await aws.receive(await aws.queue("sent"))).toMatchObject([{ Body: "one" }])
  const [event] = await aws.receive(await aws.queue("put"))
  expect(JSON.parse(event?.Body ?? "")).toMatchObject({ source: "s", detail: { n: 1 } })
  expect((await aws.bridge.send(new Bridge.ListRulesCommand({}))).Rules).toMatchObject([{ Name: "r" }])
  await aws.close()
})
