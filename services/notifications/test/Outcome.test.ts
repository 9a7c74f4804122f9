import { SesEventReceived } from "@tango/contracts/events/ProviderEvents"
import { DeliveryState as AnyState } from "@tango/contracts/api/NotificationsApi"
import { array, assert as property, constantFrom, property as holds } from "fast-check"
import { assert, describe, it } from "vitest"
import { advance, type DeliveryState } from "../src/domain/DeliveryState.ts"
import { fromSes } from "../src/domain/Outcome.ts"

describe("what SES tells", () => {
  it.each([
    ["Send", null, "sent", null],
    ["Delivery", null, "delivered", null],
    ["DeliveryDelay", null, "delayed", null],
    ["Reject", "Bad content", "failed", null],
    ["Complaint", "abuse", "complained", "complaint"],
    ["Bounce", "General", "bounced", "bounce"],
    ["Bounce", "OnAccountSuppressionList", "suppressed", "provider"],
    ["Bounce", "Suppressed", "suppressed", "provider"],
  ] as const)("%s (%s) is %s for the log, and suppresses by %s", (providerType, reason, state, suppressed) => {
    const outcome = fromSes({ ...SesEventReceived.example, providerType, reason, permanent: providerType === "Bounce" })
    assert.include(outcome, { state, suppressed })
    assert.equal(outcome.reason === null, state === "sent" || state === "delivered")
  })

  it("of a mailbox that is full suppresses nothing", () => {
    const full = { ...SesEventReceived.example, permanent: false, reason: "MailboxFull" }
    assert.include(fromSes(full), { state: "bounced", suppressed: null })
  })
})

it("a delivery never goes back, whatever order its events come in and however often", () => {
  const ending = new Set<DeliveryState>(["bounced", "complained", "suppressed", "failed"])
  property(
    holds(array(constantFrom(...AnyState.literals), { maxLength: 12 }), (heard) => {
      const walk = heard.reduce<ReadonlyArray<DeliveryState>>(
        (states, each) => [...states, advance(states.at(-1) ?? "queued", each) ?? states.at(-1) ?? "queued"],
        ["queued"],
      )
      const last = walk.at(-1) ?? "queued"
      const end = heard.find((each) => ending.has(each))
      if (end !== undefined) assert.equal(last, end)
      else if (heard.includes("delivered")) assert.equal(last, "delivered")
      assert.isNull(advance(last, last))
    }),
  )
})
