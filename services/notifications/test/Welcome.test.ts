import { MemberJoined } from "@tango/contracts/events/IdentityEvents"
import { busMessage } from "@tango/testing/ConsumerUnderTest"
import { Effect, Layer } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { EmailProvider } from "../src/EmailProvider.ts"
import { memberEvent, organizationUpdated, type Stack, startStack } from "./Stack.ts"

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

/** A process that is killed right before or right after Resend has taken the e-mail. */
const killed = (when: "before" | "after") =>
  stack.consumer((resend) =>
    Layer.effect(
      EmailProvider,
      Effect.map(EmailProvider, (provider) =>
        EmailProvider.of({
          ...provider,
          send: (email) =>
            when === "before" ? Effect.die("killed") : Effect.andThen(provider.send(email), Effect.die("killed")),
        }),
      ),
    ).pipe(Layer.provide(resend)),
  )

describe("exactly one welcome", () => {
  it("is sent to a person who joins, however often the event comes", async () => {
    const consumer = stack.consumer()
    const joined = memberEvent("joined", "org-once", { memberId: "m-once", email: "once@example.com" })
    assert.deepEqual(await consumer.deliver(joined), [])
    assert.deepEqual(await consumer.deliver(joined, joined, joined), [])
    const [mail, ...others] = stack.mails("once@example.com")
    assert.isEmpty(others)
    assert.equal(mail?.subject, "Welcome to Analytical Engines")
    assert.equal(mail?.from, "Tango <hello@tango.test>")
    assert.include(mail?.html, "http://localhost:8080/")
    assert.include(mail?.text, "Hello Ada Lovelace,")
    assert.deepEqual(await stack.deliveries("org-once"), [
      { recipient: "once@example.com", kind: "welcome", state: "sent", provider_id: mail?.id, reason: null },
    ])
  })

  it("shows the organization's logo from when there is one until it is removed", async () => {
    const consumer = stack.consumer()
    const logoUrl = "https://app.example.com/api/identity/logos/org-logo/5f0c"
    const joins = (memberId: string) =>
      memberEvent("joined", "org-logo", { memberId, email: `${memberId}@logo.example.com` })
    // A batch is handled at once, so the organization's event goes first.
    const told = async (event: string, memberId: string) => {
      await consumer.deliver(event)
      await consumer.deliver(joins(memberId))
    }
    const html = (memberId: string) => stack.mails(`${memberId}@logo.example.com`)[0]?.html ?? ""
    await told(organizationUpdated("org-logo", "Engines", 1, { logoUrl }), "with")
    assert.include(html("with"), `alt="Engines" height="32" src="${logoUrl}"`)
    // An event of before logos were told says nothing of it.
    await told(organizationUpdated("org-logo", "New Engines", 2), "still")
    assert.include(html("still"), `alt="New Engines" height="32" src="${logoUrl}"`)
    await told(organizationUpdated("org-logo", "New Engines", 3, { logoUrl: null }), "without")
    assert.notInclude(html("without"), "<img")
  })

  it("is sent when two consumers handle the event at the same time", async () => {
    const [one, other] = [stack.consumer(), stack.consumer()]
    const joined = memberEvent("joined", "org-two", { memberId: "m-two", email: "two@example.com" })
    await Promise.all([one.deliver(joined, joined), other.deliver(joined, joined)])
    // Whoever was refused because the other was at it sees the event again, as SQS would have it.
    assert.deepEqual(await one.deliver(joined), [])
    assert.equal(stack.mails("two@example.com").length, 1)
    assert.equal((await stack.deliveries("org-two"))[0]?.["state"], "sent")
  })

  it.each(["before", "after"] as const)("is sent when the process dies %s Resend takes it", async (when) => {
    const [organization, email] = [`org-kill-${when}`, `kill-${when}@example.com`]
    const joined = memberEvent("joined", organization, { memberId: "m-kill", email })
    assert.deepEqual(await killed(when).deliver(joined), [0])
    assert.equal(stack.mails(email).length, when === "before" ? 0 : 1)
    assert.equal((await stack.deliveries(organization))[0]?.["state"], "queued")
    // In between, what the e-mail would say if it were written anew has changed.
    assert.deepEqual(await stack.consumer().deliver(organizationUpdated(organization, "Other Engines", 9), joined), [])
    const [mail, ...others] = stack.mails(email)
    assert.isEmpty(others)
    assert.include((await stack.deliveries(organization))[0], { state: "sent", provider_id: mail?.id })
  })
})

describe("a welcome, when identity's events come out of order,", () => {
  it("goes to the newest address and name", async () => {
    const newer = { memberId: "m-new", email: "new@example.com", name: "Ada King" }
    const older = { memberId: "m-new", email: "old@example.com" }
    const updated = memberEvent("updated", "org-order", newer, 2)
    const joined = memberEvent("joined", "org-order", older, 1)
    assert.deepEqual(await stack.consumer().deliver(updated), [])
    assert.deepEqual(await stack.consumer().deliver(joined), [])
    assert.isEmpty(stack.mails("old@example.com"))
    assert.include(stack.mails("new@example.com")[0]?.text, "Hello Ada King,")
  })

  it("is not sent to a person who is no member any more", async () => {
    const person = { memberId: "m-gone", email: "gone@example.com" }
    const consumer = stack.consumer()
    assert.deepEqual(await consumer.deliver(memberEvent("deactivated", "org-gone", person, 4)), [])
    assert.deepEqual(await consumer.deliver(memberEvent("updated", "org-gone", person, 3)), [])
    assert.deepEqual(await consumer.deliver(memberEvent("joined", "org-gone", person, 2)), [])
    assert.isEmpty(stack.mails("gone@example.com"))
  })

  it("is withheld when the person is deactivated while it waits", async () => {
    const person = { memberId: "m-wait", email: "wait@example.com" }
    const joined = memberEvent("joined", "org-wait", person, 1)
    assert.deepEqual(await killed("before").deliver(joined), [0])
    assert.deepEqual(await stack.consumer().deliver(memberEvent("deactivated", "org-wait", person, 2)), [])
    assert.deepEqual(await stack.consumer().deliver(joined), [])
    assert.isEmpty(stack.mails("wait@example.com"))
    assert.include((await stack.deliveries("org-wait"))[0], {
      state: "failed",
      reason: "The member has been deactivated",
    })
  })
})

describe("odd names and addresses", () => {
  it.each([
    ["a header in the name", "Ada\r\nBcc: eve@example.com"],
    ["HTML in the name", "<script>alert(1)</script>"],
    ["turned text", "Ada\u202egnp"],
    ["a very long name", "x".repeat(5000)],
    ["no name", ""],
  ])("%s harms nothing", async (label, name) => {
    const email = `${label.replaceAll(/[^a-z]+/giu, "-")}@example.com`
    const joined = memberEvent("joined", "org-odd", { memberId: label.replaceAll(/[^a-z]+/giu, "-"), email, name })
    const renamed = organizationUpdated("org-odd", `${name} Ltd`, 1)
    assert.deepEqual(await stack.consumer().deliver(renamed, joined), [])
    const [mail] = stack.mails(email)
    assert.isDefined(mail)
    assert.deepEqual(mail.bcc, [])
    assert.notMatch(mail.subject, /[\p{Cc}\u202e]/u)
    assert.notInclude(mail.html, "<script>")
    assert.isBelow(mail.subject.length, 200)
  })

  it.each([
    ["NUL", "A\u0000da"],
    ["a lone surrogate", "Ad\ud800a"],
  ])("%s, which no row can hold, is buried with the reason, and nobody gets mail", async (label, name) => {
    const consumer = stack.consumer()
    const email = `${label.replaceAll(" ", "-")}@unstorable.example.com`
    assert.deepEqual(
      await consumer.deliver(memberEvent("joined", "org-odd", { memberId: "m-unstorable", email, name })),
      [],
    )
    assert.deepEqual(
      consumer.deadLetters.map(({ reason }) => reason),
      ["Poison: It holds text that no row can"],
    )
    assert.isEmpty(stack.mails(email))
  })

  it.each([
    ["254 characters", `${"a".repeat(242)}@example.com`],
    ["other alphabets", "åda.ловлейс@münchen.example"],
  ])("an address of %s gets its welcome", async (label, email) => {
    const organization = `org-address-${label.length}`
    assert.deepEqual(await stack.consumer().deliver(memberEvent("joined", organization, { memberId: "m", email })), [])
    assert.equal(stack.mails(email).length, 1)
  })

  it.each([["ada@example.com\r\nBcc: eve@example.com"], ["ada@example.com,eve@example.com"], ["nobody"], [""]])(
    "%j is no address: nothing is sent, and the delivery says why",
    async (email) => {
      const organization = `org-no-address-${email.length}`
      const before = stack.mails().length
      const joined = memberEvent("joined", organization, { memberId: "m", email })
      assert.deepEqual(await stack.consumer().deliver(joined), [])
      assert.equal(stack.mails().length, before)
      assert.include((await stack.deliveries(organization))[0], {
        state: "failed",
        reason: "This is no e-mail address",
      })
    },
  )
})

it("is not sent again when the directory is rebuilt from the archive", async () => {
  const data = { ...MemberJoined.example, organizationId: "org-anew", memberId: "m-anew", email: "anew@example.com" }
  const joined = (replayName?: string) =>
    busMessage(MemberJoined, { organizationId: "org-anew", data, ...(replayName === undefined ? {} : { replayName }) })
  assert.deepEqual(await stack.consumer().deliver(joined()), [])
  await stack.service.rows("delete from members where organization_id = 'org-anew'")
  assert.deepEqual(await stack.consumer().deliver(joined("rebuild-notifications-1")), [])
  const members = await stack.service.rows("select email, joined from members where organization_id = 'org-anew'")
  assert.deepEqual(members, [{ email: "anew@example.com", joined: true }])
  assert.equal(stack.mails("anew@example.com").length, 1)
})
