import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { memberEvent, type Stack, startStack } from "./Stack.ts"

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** Runs a consumer in a process of its own until it is killed; gives the signal that ended it. */
const killedAt = (step: string, body: string) =>
  new Promise<string | null>((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", path("../../../libs/local/src/jsx.ts"), path("./fixtures/killedConsumer.ts"), step, body],
      { env: { PATH: process.env["PATH"], ...stack.service.env } },
      () => resolve(child.signalCode),
    )
  })

const steps = ["before the call", "during the call", "after the call", "after it is marked"]

describe("a consumer killed by SIGKILL", () => {
  it("sends exactly one e-mail all the same, at whichever step it is killed", async () => {
    const events = steps.map((step, index) => ({
      step,
      email: `killed-${index}@example.com`,
      body: memberEvent("joined", `org-killed-${index}`, { memberId: "m", email: `killed-${index}@example.com` }),
    }))
    assert.deepEqual(
      await Promise.all(events.map(({ body, step }) => killedAt(step, body))),
      steps.map(() => "SIGKILL"),
    )
    for (const { body, email, step } of events) {
      // SQS brings the message again, until it is handled, and once more.
      for (let tries = 0; tries < 5 && (await stack.consumer().deliver(body)).length > 0; tries++);
      assert.deepEqual(await stack.consumer().deliver(body), [], step)
      assert.equal(stack.mails(email).length, 1, step)
    }
    const rows = await stack.service.rows("select state, provider_id from deliveries where recipient like 'killed-%'")
    assert.deepEqual(
      rows.map((row) => [row["state"], row["provider_id"] !== null]),
      steps.map(() => ["sent", true]),
    )
  }, 120_000)
})
