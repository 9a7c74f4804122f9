import { ExportReady } from "@tango/contracts/events/IdentityEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { afterAll, assert, beforeAll, it } from "vitest"
import { memberEvent, type Stack, startStack } from "./Stack.ts"

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

it("an export that is ready is told once, to who asked for it, with a way to the page and not to the file", async () => {
  const consumer = stack.consumer()
  const organization = "org-export"
  await consumer.deliver(
    memberEvent("joined", organization, { memberId: "ada", email: "ada@export.example" }),
    memberEvent("joined", organization, { memberId: "bob", email: "bob@export.example" }),
  )
  const told = () => stack.mails().filter(({ text }) => text?.includes("audit-log-2026-11-22.csv"))
  const ready = busMessage(ExportReady, {
    organizationId: organization,
    data: {
      organizationId: organization,
      exportId: "e",
      memberId: "ada",
      kind: "audit_log",
      fileName: "audit-log-2026-11-22.csv",
    },
  })
  assert.deepEqual(await consumer.deliver(ready, ready), [])
  assert.deepEqual(await consumer.deliver(ready), [])
  assert.deepEqual(
    told().map(({ to }) => to),
    [["ada@export.example"]],
  )
  assert.include(told()[0]?.html, "http://localhost:8080/settings/audit-log")
})
