import { describe, expect, it } from "vitest"
import { eventPattern } from "../src/aws/EventPattern.ts"

const matches = (pattern: unknown, event: unknown) => eventPattern(pattern)(event)

describe("an event pattern matches", () => {
  it.each<[string, unknown, unknown]>([
    ["an exact string", { a: ["x"] }, { a: "x" }],
    ["any element of an array", { a: ["x"] }, { a: ["y", "x"] }],
    ["numbers by value", { a: [5] }, { a: 5.0 }],
    ["null", { a: [null] }, { a: null }],
    ["a prefix, whatever its case", { a: [{ prefix: { "equals-ignore-case": "AB" } }] }, { a: "abc" }],
    ["a suffix", { a: [{ suffix: ".png" }] }, { a: "x.png" }],
    ["anything but a list", { a: [{ "anything-but": ["x", 1] }] }, { a: "y" }],
    ["anything but a wildcard", { a: [{ "anything-but": { wildcard: "*/x" } }] }, { a: "y/z" }],
    ["a range", { a: [{ numeric: [">", 0, "<=", 5] }] }, { a: 5 }],
    ["an address in a block", { a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.0.255" }],
    ["an IPv6 address in a block", { a: [{ cidr: "2001:db8:1234:1a00::/56" }] }, { a: "2001:db8:1234:1aff::1" }],
    ["a wildcard with an escaped star", { a: [{ wildcard: "a*\\*" }] }, { a: "abc*" }],
    ["a missing parent as not existing", { a: { b: [{ exists: false }] } }, { c: 1 }],
    ["either side of $or", { $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }],
    ["the union of a key above and inside $or", { a: ["x"], $or: [{ a: ["y"] }, { b: [1] }] }, { a: "y" }],
    ["two conditions on one element", { d: { a: [1], b: [2] } }, { d: [{ a: 3 }, { a: 1, b: 2 }] }],
    ["a dotted name as a path", { "a.b": [1] }, { a: { b: 1 } }],
  ])("%s", (_name, pattern, event) => expect(matches(pattern, event)).toBe(true))
})

describe("an event pattern does not match", () => {
  it.each<[string, unknown, unknown]>([
    ["a number by its text", { a: [5] }, { a: "5" }],
    ["conditions spread over two elements", { d: { a: [1], b: [2] } }, { d: [{ a: 1 }, { b: 2 }] }],
    ["anything-but where the field is missing", { a: [{ "anything-but": "x" }] }, {}],
    ["exists in an empty array", { a: [{ exists: true }] }, { a: [] }],
    ["JSON inside a string", { a: { b: [1] } }, { a: '{"b":1}' }],
    ["an address outside the block", { a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.1.0" }],
  ])("%s", (_name, pattern, event) => expect(matches(pattern, event)).toBe(false))
})

describe("an event pattern is refused in AWS's words", () => {
  it.each<[unknown, string]>([
    [["a"], "Filter is not an object"],
    [{ a: "x" }, '"a" must be an object or an array'],
    [{ a: [] }, "Empty arrays are not allowed"],
    [{ a: [{ EXISTS: true }] }, "Unrecognized match type EXISTS"],
    [{ a: [{ numeric: [">", 0, ">", 1] }] }, "Bad numeric range operator: >"],
    [{ a: [{ numeric: ["<"] }] }, "Value of < must be numeric"],
    [{ a: [{ prefix: 1 }] }, "prefix match pattern must be a string"],
    [{ a: [{ "anything-but": { prefix: "" } }] }, "Null prefix/suffix not allowed"],
    [{ a: [{ "anything-but": null }] }, "Value of anything-but must be an array or single string/number value."],
    [{ a: [{ wildcard: "a**" }] }, "Consecutive wildcard characters at pos 2"],
    [{ a: [{ cidr: "10.0.0.0/32" }] }, "IPv4 mask bits must be < 32"],
    [{ a: [{ cidr: "x.1/8" }] }, "Nonstandard IP address: x.1"],
  ])("%j", (pattern, reason) =>
    expect(() => eventPattern(pattern)).toThrow(`Event pattern is not valid. Reason: ${reason}`),
  )
})
