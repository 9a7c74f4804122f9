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
const killedAt = (step: string, bodies: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  new Promise<string | null>((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", path("../../../libs/local/src/jsx.ts"), path("./fixtures/killedConsumer.ts"), step, ...bodies],
      { env: { PATH: process.env["PATH"], ...stack.service.env, ...env } },
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
      await Promise.all(events.map(({ body, step }) => killedAt(step, [body]))),
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

describe("two processes that send at the same time", () => {
  it("keep the provider's limit together, and none of them is refused", async () => {
    const limit = (body: object) =>
      fetch(`${stack.resend.url}/_emulator/rate-limit`, { method: "POST", body: JSON.stringify(body) })
    await limit({ enforced: true, perSecond: 8 })
    const bodies = (process: string) =>
      Array.from({ length: 6 }, (_, index) =>
        memberEvent("joined", `org-${process}-${index}`, { memberId: "m", email: `${process}-${index}@example.com` }),
      )
    // Five a second for both; were it five for each, the provider would see ten.
    const ended = await Promise.all(
      ["one", "other"].map((each) => killedAt("never", bodies(each), { EMAIL_RATE_PER_SECOND: "5" })),
    )
    const { refused } = Object(await (await limit({ enforced: false })).json())
    assert.deepEqual({ ended, refused }, { ended: [null, null], refused: 0 })
    const rows = await stack.service.rows("select state from deliveries where recipient ~ '^(one|other)-'")
    assert.deepEqual(
      rows.map(({ state }) => state),
      Array.from({ length: 12 }, () => "sent"),
    )
  }, 60_000)
})
