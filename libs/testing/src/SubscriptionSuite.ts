import { onlyRead, type Subscription } from "@tango/contracts/events/Subscription"
import { Schema } from "effect"
import { assert, describe, it } from "vitest"

/** What a service declares to hear of is what it reacts to, once each, and it gets the fields it declares and no others. */
export const subscriptionSuite = (
  service: string,
  subscriptions: Readonly<Record<string, Subscription<string, Schema.Codec<unknown, unknown>>>>,
  reactions: ReadonlyArray<{ readonly type: string }>,
) =>
  describe(`the subscriptions of ${service}`, () => {
    const declared = Object.values(subscriptions)

    it("are what it reacts to", () => {
      assert.deepEqual(reactions.map(({ type }) => type).toSorted(), declared.map(({ type }) => type).toSorted())
    })

    it("let nothing through that they do not declare", () => {
      for (const subscription of declared) {
        const { data, example, reads, type } = subscription
        const decoded = Schema.decodeUnknownSync(data)(onlyRead(subscription, { ...Object(example), undeclared: 1 }))
        assert.includeMembers([...reads], Object.keys(Object(decoded)), type)
      }
    })
  })
