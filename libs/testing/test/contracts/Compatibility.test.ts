import { catalogue } from "@tango/contracts/events/Catalogue"
import { consumerRoutes, rulePattern } from "@tango/contracts/Topology"
import { eventPattern } from "@tango/emulators/aws/EventPattern"
import { Schema } from "effect"
import { assert, describe, expect, it } from "vitest"
import { breaks } from "../../src/contracts/Compatibility.ts"
import { type Contract, currentContracts, jsonSchemaOf } from "@tango/contracts/events/Contract"
import { readReleased } from "../../src/contracts/Released.ts"

const root = new URL("../../../..", import.meta.url).pathname

type Fields = Readonly<Record<string, Schema.Codec<unknown, unknown>>>

const contract = (fields: Fields, consumers: Contract["consumers"] = { mailer: ["plan", "seats"] }): Contract => ({
  type: "shop.order.placed.v1",
  owner: "shop",
  description: "",
  personalData: "",
  retentionDays: 90,
  consumers,
  schema: jsonSchemaOf(Schema.Struct(fields)),
  example: {},
})
const Plan = Schema.Literals(["free", "pro"])
const before = { plan: Plan, seats: Schema.Int, note: Schema.String }
const released = contract(before)
const reasons = (fields: Fields, consumers?: Contract["consumers"]) =>
  breaks([released], [contract(fields, consumers)]).map(({ consumer, reason }) => `${consumer} ${reason}`)

describe("a change of a contract", () => {
  it("passes when it adds", () => {
    expect(reasons({ ...before, extra: Schema.String })).toEqual([])
    expect(reasons(before, { mailer: ["plan", "seats"], another: ["note"] })).toEqual([])
  })

  it("passes when it takes away what nobody reads", () => {
    expect(reasons({ plan: Plan, seats: Schema.Int })).toEqual([])
  })

  it("passes when a field that is read becomes narrower for the running consumer, unless the archive holds more", () => {
    expect(reasons({ ...before, plan: Schema.Literals(["free"]) })).toEqual([
      "mailer plan: may be pro now (replayed event, next consumer)",
    ])
  })

  it.each<[string, Fields, string]>([
    [
      "a field that is read goes",
      { plan: Plan, note: Schema.String },
      "mailer seats: gone (new event, running consumer)",
    ],
    [
      "it may be missing",
      { ...before, seats: Schema.optionalKey(Schema.Int) },
      "mailer seats: no longer always there (new event, running consumer)",
    ],
    [
      "it may be null",
      { ...before, seats: Schema.NullOr(Schema.Int) },
      "mailer seats: was integer, is null (new event, running consumer)",
    ],
    [
      "it has a value more",
      { ...before, plan: Schema.Literals(["free", "pro", "max"]) },
      "mailer plan: may be max now (new event, running consumer)",
    ],
  ])("breaks when %s, and says whom", (_, fields, reason) => {
    expect(reasons(fields)).toContain(reason)
  })

  it("breaks a consumer that starts to read a field which archived events do not have", () => {
    expect(reasons({ ...before, extra: Schema.String }, { mailer: ["plan", "seats", "extra"] })).toEqual([
      "mailer extra: gone (replayed event, next consumer)",
    ])
  })

  it("breaks when the event goes, unless nobody hears it", () => {
    expect(breaks([released], []).map(({ consumer }) => consumer)).toEqual(["mailer"])
    expect(breaks([contract(before, {})], [])).toEqual([])
  })
})

describe("the contracts of this tree", () => {
  const current = currentContracts()

  it("break nobody who relies on the last release", () => {
    expect(readReleased(root).length).toBeGreaterThan(30)
    expect(breaks(readReleased(root), current)).toEqual([])
  })

  it("say what is personal", () => {
    const personal = /^(email|name|phone|ip|address|fileName|projectName)$/
    for (const { type, schema, personalData } of current) {
      if (Object.keys(schema.properties ?? {}).some((name) => personal.test(name)) && !type.includes("organization."))
        assert.notEqual(personalData, "none but ids", type)
    }
  })

  it.each(readReleased(root).map((one) => [one.type, one] as const))("%s of the archive can be read", (type, one) => {
    const event = catalogue.find((known) => known.type === type)
    if (event === undefined) return expect(Object.keys(one.consumers)).toEqual([])
    const codec: Schema.Codec<unknown, unknown> = event.data
    expect(() => Schema.decodeUnknownSync(codec)(one.example)).not.toThrow()
  })

  it.each(consumerRoutes.map((route) => [route.consumer, route] as const))(
    "the rule of %s matches its own golden events and no others",
    (_, route) => {
      const matches = eventPattern(rulePattern(route))
      for (const { type, source, example } of catalogue) {
        const event = { source, "detail-type": type, detail: { metadata: {}, data: example } }
        assert.equal(matches(event), route.detailTypes.includes(type), type)
      }
    },
  )
})
