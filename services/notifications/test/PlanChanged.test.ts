import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { memberEvent, planChanged, roleChanged, type Stack, startStack } from "./Stack.ts"

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterEach(() => stack.clearFaults())
afterAll(() => stack.close())

const recipients = (subject: string) =>
  stack
    .mails()
    .filter((mail) => mail.subject === subject)
    .map((mail) => mail.to[0] ?? "")
    .toSorted((a, b) => a.localeCompare(b))

const onPro = "Analytical Engines is now on Pro"

describe("a change of plan", () => {
  it("is told to the active admins, and to nobody else", async () => {
    const consumer = stack.consumer()
    const people = ["ada", "bob", "cyd", "dan"].map((name) => ({ memberId: name, email: `${name}@plan.example` }))
    const [ada, bob, cyd, dan] = people
    assert(ada && bob && cyd && dan)
    await consumer.deliver(
      memberEvent("joined", "org-plan", ada),
      memberEvent("joined", "org-plan", { ...bob, role: "member" }),
      memberEvent("joined", "org-plan", { ...cyd, role: "viewer" }),
      memberEvent("joined", "org-plan", dan),
    )
    await consumer.deliver(
      roleChanged("org-plan", { ...cyd, role: "admin" }, "viewer", 2),
      memberEvent("deactivated", "org-plan", dan, 2),
    )
    assert.deepEqual(await consumer.deliver(planChanged("org-plan", "free", "pro")), [])
    assert.deepEqual(recipients(onPro), ["ada@plan.example", "cyd@plan.example"])
    const mail = stack.mails("ada@plan.example")[0]
    assert.include(mail?.text, "changed from Free to Pro")
    assert.include(mail?.html, "http://localhost:8080/billing")
  })

  it("is not told when the plan is the same and only seats or dates have changed", async () => {
    const consumer = stack.consumer()
    const before = stack.mails().length
    assert.deepEqual(await consumer.deliver(planChanged("org-same", "pro", "pro")), [])
    assert.equal(stack.mails().length, before)
  })

  it("that comes before any admin is known comes again, and is then told", async () => {
    const consumer = stack.consumer()
    const changed = planChanged("org-early", "pro", "business")
    assert.deepEqual(await consumer.deliver(changed), [0])
    const admin = { memberId: "m", email: "early@plan.example" }
    assert.deepEqual(await consumer.deliver(memberEvent("updated", "org-early", admin, 2)), [])
    assert.deepEqual(await consumer.deliver(changed), [0])
    assert.deepEqual(await consumer.deliver(memberEvent("joined", "org-early", admin, 1)), [])
    assert.deepEqual(await consumer.deliver(changed), [])
    assert.equal(stack.mails("early@plan.example").length, 2)
  })

  it("of an organization whose admins have all left is told to nobody", async () => {
    const consumer = stack.consumer()
    const admin = { memberId: "m", email: "left@plan.example" }
    await consumer.deliver(memberEvent("deactivated", "org-left", admin, 2))
    assert.deepEqual(await consumer.deliver(planChanged("org-left", "pro", "free")), [])
    assert.isEmpty(stack.mails("left@plan.example"))
  })

  it.each([
    ["in order", [1, 2, 3]],
    ["out of order", [3, 1, 2]],
  ])("is told to an admin who was deactivated and is back, %s", async (label, order) => {
    const consumer = stack.consumer()
    const organization = `org-back-${order.join("")}`
    const admin = { memberId: "m", email: `back-${order.join("")}@plan.example` }
    const kinds = ["joined", "deactivated", "updated"] as const
    for (const sequence of order)
      await consumer.deliver(memberEvent(kinds[sequence - 1] ?? "joined", organization, admin, sequence))
    const before = stack.mails(admin.email).length
    assert.deepEqual(await consumer.deliver(planChanged(organization, "free", "pro")), [], label)
    assert.equal(stack.mails(admin.email).length, before + 1)
  })
})

describe("when Resend", () => {
  const joined = (organization: string, email: string) =>
    memberEvent("joined", organization, { memberId: `m-${email.split("@")[0]}`, email })

  it.each([
    ["limits us", 429, {}],
    ["fails", 500, {}],
    ["is behind a broken proxy", 502, { html: true }],
    ["does not know our key", 403, {}],
  ])("%s, the message comes again and the e-mail is sent once", async (label, status, options) => {
    const [organization, email] = [`org-${status}`, `retry-${status}@plan.example`]
    const consumer = stack.consumer()
    await stack.fault(status, options)
    const message = joined(organization, email)
    assert.deepEqual(await consumer.deliver(message), [0], label)
    assert.equal((await stack.deliveries(organization))[0]?.["state"], "queued")
    assert.deepEqual(await consumer.deliver(message), [])
    assert.equal(stack.mails(email).length, 1)
  })

  it("takes one of two e-mails, only the other is sent again", async () => {
    const consumer = stack.consumer()
    await consumer.deliver(joined("org-half", "half-1@plan.example"), joined("org-half", "half-2@plan.example"))
    const changed = planChanged("org-half", "free", "pro")
    await stack.fault(500)
    assert.deepEqual(await consumer.deliver(changed), [0])
    assert.equal(recipients(onPro).filter((to) => to?.startsWith("half")).length, 1)
    assert.deepEqual(await consumer.deliver(changed), [])
    assert.equal(recipients(onPro).filter((to) => to?.startsWith("half")).length, 2)
  })

  it("will never take an e-mail, the delivery has failed and says why, and the message does not come again", async () => {
    const consumer = stack.consumer()
    await stack.fault(422)
    const message = joined("org-422", "never@plan.example")
    assert.deepEqual(await consumer.deliver(message), [])
    assert.deepEqual(await consumer.deliver(message), [])
    assert.isEmpty(stack.mails("never@plan.example"))
    assert.deepEqual(await stack.deliveries("org-422"), [
      {
        recipient: "never@plan.example",
        kind: "welcome",
        state: "failed",
        provider_id: null,
        reason: "validation_error: Injected 422.",
      },
    ])
  })

  it("refuses one of two tries at the same time and takes the other, the delivery says what is true", async () => {
    await stack.fault(422)
    const message = joined("org-race", "race@plan.example")
    await Promise.all([stack.consumer().deliver(message), stack.consumer().deliver(message)])
    const [delivery] = await stack.deliveries("org-race")
    const [mail] = stack.mails("race@plan.example")
    assert.include(delivery, { state: mail === undefined ? "failed" : "sent", provider_id: mail?.id ?? null })
  })
})
