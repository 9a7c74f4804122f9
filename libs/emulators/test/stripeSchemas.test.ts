import { describe, expect, it } from "vitest"
import { violations } from "./stripeSchemas/check.ts"

const tested = {
  id: "cbtxn_1",
  object: "customer_balance_transaction",
  amount: -100,
  checkout_session: null,
  created: 1,
  credit_note: null,
  currency: "usd",
  customer: "cus_1",
  customer_account: null,
  description: null,
  ending_balance: -100,
  invoice: null,
  livemode: false,
  metadata: {},
  type: "adjustment",
}

describe("The check of Stripe's answers", () => {
  it("accepts what the types say, alone and in a list", () => {
    expect(violations(tested)).toEqual([])
    expect(violations({ object: "list", url: "/", has_more: false, data: [tested] })).toEqual([])
  })

  it.each([
    ["a missing field", { ...tested, amount: undefined }],
    ["null where there is none", { ...tested, currency: null }],
    ["a value that is not of the enumeration", { ...tested, type: "gift" }],
    ["a field that is not known", { ...tested, colour: "red" }],
    ["a broken resource inside another", { object: "list", url: "/", has_more: false, data: [{ ...tested, id: 1 }] }],
    ["a resource that is not known", { object: "toaster" }],
    ["an event of no known type", { id: "evt_1", object: "event", type: "customer.sneezed", data: { object: tested } }],
  ])("notices %s", (_, broken) => {
    expect(violations(JSON.parse(JSON.stringify(broken)))).not.toEqual([])
  })
})
